import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { completeAnswers } from '../core/answers.ts'
import { CodedError } from '../core/errors.ts'
import { readTemplate } from '../core/read.ts'
import { substitute, TEMPLATE_ANSWERS } from '../core/substitutions.ts'

const HOSTILE = [
  `It's "quoted": yes # no comment`,
  'A & B <script>alert(1)</script> {{ x }} $(y) %z | > ! @ *a [b](c) `d`',
  'true',
  'No',
  '1e3',
  '0x10',
  '2026-11-20',
  'null',
  'Ünïcode – 日本 🎉',
  'back\\slash \\n and trailing colon:',
  "(parenthesis) 'single",
]

const template = new Map(readTemplate('service').map(({ path, content }) => [path, String(content)]))
const stampedFile = (path: string, description: string) =>
  substitute(path, template.get(path) ?? '', completeAnswers({ ...TEMPLATE_ANSWERS, description }))

describe('a description', () => {
  for (const description of HOSTILE) {
    it(`stays what it is in JSON, YAML and Markdown: ${description}`, () => {
      assert.equal(JSON.parse(stampedFile('package.json', description)).description, description)

      const documents = parseAllDocuments(stampedFile('catalog-info.yaml', description)) as unknown as {
        errors: unknown[]
        toJS: () => { metadata: { description: string } }
      }[]
      for (const document of documents) {
        assert.deepEqual(document.errors, [])
        assert.equal(document.toJS().metadata.description, description)
      }

      const [, line = ''] = /\n\n(.*)\n\nOwned by/.exec(stampedFile('README.md', description)) ?? []
      assert.doesNotMatch(line.replaceAll(/\\./g, ''), /[<>*[\]`]/)
      assert.equal(
        line.replaceAll(/\\([^\w\s])/g, '$1').replaceAll('\\', ''),
        description.replaceAll('\\', ''),
      )
    })
  }

  for (const [wrong, why] of Object.entries({
    'a\nb: c': 'a second line',
    'a\u2028b': 'a line separator',
    'a\u0000b': 'a control character',
    'a\u202eb': 'a change of direction',
    'a\ud800': 'half a character',
    '# a heading': 'a mark at its beginning',
    '': 'nothing',
    [`a${'b'.repeat(200)}`]: 'too much',
  })) {
    it(`is refused with ${why}`, () => {
      assert.throws(
        () => completeAnswers({ ...TEMPLATE_ANSWERS, description: wrong }),
        (error) =>
          error instanceof CodedError && error.code === 'ANSWER_INVALID' && error.place === '--description',
      )
    })
  }
})

describe('names that YAML takes for something else', () => {
  for (const name of ['yes', 'on', 'null', 'no', 'true-north']) {
    it(`stay names: ${name}`, () => {
      const content = substitute('catalog-info.yaml', template.get('catalog-info.yaml') ?? '', {
        ...TEMPLATE_ANSWERS,
        name,
        api: name,
        onCall: name,
      })
      const [component] = parseAllDocuments(content) as unknown as {
        toJS: () => { metadata: { name: unknown } }
      }[]
      assert.equal(component?.toJS().metadata.name, name)
    })
  }
})

describe('other answers', () => {
  const refused: [keyof typeof TEMPLATE_ANSWERS, string][] = [
    ['owner', 'Team A'],
    ['owner', 'a'.repeat(61)],
    ['api', 'shop/api'],
    ['onCall', 'on call'],
    ['onCall', '"x"'],
    ['onCall', '#shop'],
    ['tier', 'gold'],
    ['ci', 'jenkins'],
    ['console', 'ftp://console.example'],
    ['console', 'javascript:alert(1)'],
    ['grafana', 'https://user:pass@grafana.example'],
    ['grafana', "https://grafana.example/'x"],
    ['repository', 'https://code.example/a b'],
    ['repository', 'https://code.example/\nx: y'],
  ]
  for (const [key, value] of refused) {
    it(`are refused where they fit no file: ${key} ${JSON.stringify(value)}`, () => {
      assert.throws(() => completeAnswers({ ...TEMPLATE_ANSWERS, [key]: value }), { code: 'ANSWER_INVALID' })
    })
  }
})
