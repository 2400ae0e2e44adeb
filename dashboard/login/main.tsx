/** The login page. */
import { signal } from '@preact/signals'
import { logIn } from '../live/session.ts'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { mount } from '../ui/mount.ts'
import { startLanguage, words } from '../ui/words/language.ts'
import { LoginForm } from './form.tsx'
import type { Trouble } from './form.tsx'
import { Mark } from './mark.tsx'
import { pathAfterLogin } from './next.ts'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/login.css'

const trouble = signal<Trouble | null>(null)
const busy = signal(false)

async function submit(account: string, password: string) {
  const name = account.trim()
  if (name === '') return void (trouble.value = { because: 'no-account' })
  if (password === '') return void (trouble.value = { because: 'no-password' })
  busy.value = true
  const reply = await logIn(name, password)
  if (reply.ok) return location.replace(pathAfterLogin(location.search))
  busy.value = false
  trouble.value = reply
}

function Login() {
  const said = words.value.login
  return (
    <div class="login">
      <main class="login-card">
        <Mark />
        <h1>{words.value.product}</h1>
        <p class="purpose">{said.purpose}</p>
        <LoginForm trouble={trouble.value} busy={busy.value} onSubmit={(account, password) => void submit(account, password)} />
      </main>
      <footer><LanguageSwitch /></footer>
    </div>
  )
}

startLanguage((said) => said.login.title)
mount(<Login />, 'login')
