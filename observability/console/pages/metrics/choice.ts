// What the address chooses, held against what there is.
import type { RouteView } from '../../contract.ts'

export const routeName = ({ method, route }: Pick<RouteView, 'method' | 'route'>): string =>
  `${method} ${route}`

/** The one that is named, or that with the most requests. */
export function chosenRoute(routes: readonly RouteView[], name: string | null): RouteView | undefined {
  return routes.find((route) => routeName(route) === name) ?? routes[0]
}
