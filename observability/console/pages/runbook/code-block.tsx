import type { QueryValue } from '../../contract.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Plain } from '../parts/plain.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { labelsInWords, valueInWords } from './values.ts'

interface Props {
  readonly language: string
  readonly text: string
  /** What a Prometheus answers to it now. */
  readonly value: QueryValue | undefined
}

export function CodeBlock({ language, text, value }: Props) {
  return (
    <div class="code-block">
      <div class="code-head">
        <span class="quiet">{language}</span>
        <CopyButton text={text} what={language ? `the ${language} block` : 'the block'} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <pre tabIndex={0}>{text}</pre>
      {value && <Answer value={value} />}
    </div>
  )
}

function Answer({ value }: { readonly value: QueryValue }) {
  if ('error' in value)
    return (
      <p class="answer bad">
        <span aria-hidden="true">▲</span> Prometheus answers: <Plain text={value.error} />
      </p>
    )
  if (value.series.length === 0) return <p class="answer quiet">Now: no line.</p>
  return (
    <Scroll class="answer">
      <table aria-label="Answer now">
        <thead>
          <tr>
            <th scope="col">Series</th>
            <th scope="col" class="number">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {value.series.map(({ labels, value: now }) => (
            <tr key={labelsInWords(labels)}>
              <td>
                <Plain text={labelsInWords(labels)} />
              </td>
              <td class="number">{valueInWords(now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
