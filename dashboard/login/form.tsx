import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { TargetedSubmitEvent } from 'preact'
import type { LoginRefusal } from '../live/session.ts'
import type { Words } from '../ui/words/ko.ts'
import { words } from '../ui/words/language.ts'

/** What is wrong with the form, or what the server said about it. */
export type Trouble = LoginRefusal | { because: 'no-account' } | { because: 'no-password' }

interface LoginFormProps {
  trouble: Trouble | null
  busy: boolean
  onSubmit: (account: string, password: string) => void
}

export function LoginForm({ trouble, busy, onSubmit }: LoginFormProps) {
  const said = words.value.login
  const [shown, setShown] = useState(false)
  const account = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const field = wrongField(trouble)
  /** Preact's types want one literal; it is either, and the attributes are those of a password in both. */
  const type = (shown ? 'text' : 'password') as 'password'

  // With the message itself, not after it: whoever types on at once must not find the words in another field.
  useLayoutEffect(() => {
    const wrong = field === 'account' ? account.current : field === 'password' ? password.current : null
    wrong?.focus()
    if (field === 'password') wrong?.select()
  }, [trouble])

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!busy) onSubmit(account.current?.value ?? '', password.current?.value ?? '')
  }
  return (
    <form class="login-form" method="post" noValidate onSubmit={submit} aria-busy={busy}>
      <p class="trouble" role="alert" id="trouble">{trouble !== null && <><span aria-hidden="true">▲ </span>{inWords(trouble, said)}</>}</p>
      <label class="field">
        <span>{said.account}</span>
        <input
          ref={account} name="account" type="text" autocomplete="username" autocapitalize="none" autocorrect="off"
          spellcheck={false} required autofocus aria-invalid={field === 'account'} aria-describedby="trouble"
        />
      </label>
      <label class="field">
        <span>{said.password}</span>
        <input
          ref={password} name="password" type={type} autocomplete="current-password"
          required aria-invalid={field === 'password'} aria-describedby="trouble"
        />
      </label>
      <label class="show">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span>{said.show}</span>
      </label>
      <button type="submit" class="submit" aria-disabled={busy}>{busy ? said.submitting : said.submit}</button>
    </form>
  )
}

function wrongField(trouble: Trouble | null): 'account' | 'password' | null {
  if (trouble?.because === 'no-account') return 'account'
  return trouble?.because === 'no-password' || trouble?.because === 'wrong' ? 'password' : null
}

export function inWords(trouble: Trouble, said: Words['login']): string {
  switch (trouble.because) {
    case 'no-account': return said.needAccount
    case 'no-password': return said.needPassword
    case 'wrong': return said.wrong
    case 'too-many': return said.tooMany(trouble.retryAfterSeconds)
    case 'unreachable': return said.unreachable
    case 'server-error': return said.serverError
  }
}
