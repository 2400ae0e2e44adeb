import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/**
 * A Chromium from an npm package: nothing is downloaded, nothing is installed on the machine.
 * Some of the package's own switches are for a place without processes; they would end the browser with its first page,
 * or switch off the very checks that tests are about.
 * @param more switches of Chromium: a microphone that is played, for one
 */
export async function openBrowser(...more: string[]): Promise<Browser> {
  const args = chromium.args.filter((arg) => !['--single-process', '--no-zygote', '--disable-web-security'].includes(arg))
  return playwright.launch({
    executablePath: await chromium.executablePath(), headless: true,
    args: [...args, '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more],
  })
}
