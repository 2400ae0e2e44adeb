// Mocha's own report, and a closing line that programs can read: printed, or left where TEST_RESULT says, to be added up.
const { writeFileSync } = require('node:fs')
const Mocha = require('mocha')

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats
      const result = process.env['TEST_RESULT']
      if (result) writeFileSync(result, JSON.stringify({ passes, failures, pending }))
      else console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`)
    })
  }
}
