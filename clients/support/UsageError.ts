/** The command line asks for what there is not. */
export class UsageError extends Error {}
