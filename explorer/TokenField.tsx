interface TokenFieldProps {
  readonly token: string
  readonly onChange: (token: string) => void
}

/** The token that all requests send. Enter, or leaving the field, applies it. */
export function TokenField({ token, onChange }: TokenFieldProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget).get('token')
        if (typeof given === 'string') onChange(given.trim())
      }}
    >
      <input
        name="token"
        type="password"
        autoComplete="off"
        aria-label="API token"
        placeholder="API token, if required"
        title="Sent as Authorization: Bearer. Kept until you close this browser tab."
        defaultValue={token}
        onBlur={(event) => {
          onChange(event.currentTarget.value.trim())
        }}
      />
    </form>
  )
}
