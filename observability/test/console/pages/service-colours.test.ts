import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { COLOURS, serviceColours } from '../../../console/pages/parts/service-colour.ts'
import { contrast, difference, SIGHTS } from './support/colour.ts'

const css = (path: string) => readFileSync(new URL(`../../../console/pages/${path}`, import.meta.url), 'utf8')

/** By theme: light, dark as the system has it, dark as chosen. */
const valuesOf = (text: string, name: string): readonly string[] =>
  [...text.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, value = '']) => value)

const colours = css('parts/service-colour.css')
const theme = css('shell/theme.css')
const palette = (at: number) =>
  Array.from({ length: COLOURS }, (_, slot) => valuesOf(colours, `service-${slot}`)[at] ?? '')

describe('the colours of services', () => {
  for (const [at, name] of ['light', 'dark by the system', 'dark by choice'].entries()) {
    it(`stand out from the ground of the ${name} theme, 3 to 1 (WCAG 2.2, 1.4.11)`, () => {
      for (const ground of ['ground', 'raised'].map((variable) => valuesOf(theme, variable)[at] ?? ''))
        for (const colour of palette(at)) assert.ok(contrast(colour, ground) >= 3, `${colour} on ${ground}`)
    })

    it(`stay apart in the ${name} theme, also without red or without green`, () => {
      for (const sight of SIGHTS)
        for (const [place, one] of palette(at).entries())
          for (const other of palette(at).slice(place + 1))
            assert.ok(difference(one, other, sight) >= 25, `${one} and ${other}`)
    })
  }

  it('are different for as many services as there are colours, and stay while others come', () => {
    const names = ['orders', 'billing', 'stock', 'mail', 'auth', 'search', 'cart', 'gateway']
    const given = serviceColours(names)
    assert.equal(new Set(given.values()).size, COLOURS)
    assert.equal(serviceColours(names.slice(0, 2)).get('orders'), given.get('orders'))
  })

  it('are given to any number of services', () => {
    assert.equal(serviceColours(Array.from({ length: 100 }, (_, at) => `s${at}`)).size, 100)
  })
})
