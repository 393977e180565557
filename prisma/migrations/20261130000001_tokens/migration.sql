-- API tokens (docs/adr/0023). Servers of the previous version neither read nor write them.

CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    -- SHA-256 of the secret, which is not stored
    "hash" BYTEA NOT NULL,
    "actor" VARCHAR(255) NOT NULL,
    "role" VARCHAR(50) NOT NULL,
    -- no foreign key: the bound stays when the supervisor is deleted
    "within" UUID,
    "description" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT timezone('utc'::text, now()),
    "created_by" VARCHAR(255) NOT NULL,
    "expires_at" TIMESTAMP(3),
    "revoked_at" TIMESTAMP(3),
    -- at most one write a minute
    "last_used_at" TIMESTAMP(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "api_tokens_hash_check" CHECK (octet_length("hash") = 32),
    CONSTRAINT "api_tokens_role_check" CHECK ("role" IN ('READ', 'REPORT', 'OPERATE', 'ADMIN'))
);

CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens" ("hash");
CREATE INDEX "api_tokens_created_at_id_idx" ON "api_tokens" ("created_at", "id");
