/**
 * Builds the pages into `dist/`: one HTML file a page, everything else hashed under `/assets/`.
 * The server's content security policy allows nothing inline and nothing from elsewhere, so nothing is inlined here.
 */
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

const page = (name: string) => `${import.meta.dirname}/${name}/index.html`

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [preact()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { wallboard: page('wallboard'), desk: page('desk'), login: page('login'), tv: page('tv') } },
  },
})
