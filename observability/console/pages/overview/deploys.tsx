import type { DeployList } from '../../contract.ts'
import { ago } from '../data/format.ts'
import { Plain } from '../parts/plain.tsx'
import { Scroll } from '../parts/scroll.tsx'

const SHOWN = 8

export function Deploys({ deploys }: DeployList) {
  return (
    <section class="card">
      <h2>Recent deploys</h2>
      {deploys.length === 0 ? (
        <p class="quiet">No version was seen yet: a service that is scraped tells its own.</p>
      ) : (
        <Scroll>
          <table aria-label="Recent deploys">
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Version</th>
                <th scope="col">Commit</th>
                <th scope="col">First seen</th>
                <th scope="col">Last seen</th>
              </tr>
            </thead>
            <tbody>
              {deploys.slice(0, SHOWN).map(({ service, version, commit, firstSeenAt, lastSeenAt }) => (
                <tr key={`${service} ${version} ${commit} ${firstSeenAt}`}>
                  <td>
                    <Plain text={service} />
                  </td>
                  <td>
                    <Plain text={version} />
                  </td>
                  <td>
                    <code title={commit ?? ''}>{commit?.slice(0, 8) ?? '–'}</code>
                  </td>
                  <td>{ago(firstSeenAt)}</td>
                  <td class="quiet">{ago(lastSeenAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}
