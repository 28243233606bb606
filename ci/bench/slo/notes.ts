/** What a reader must know to read the tables rightly. */
export const NOTES = [
  "The outputs differ. Sloth writes rules; `paved-road slo compile` writes rules, each objective's tests for promtool, " +
    'dashboards and runbooks as well, and puts every expression through a parser of PromQL first. Its rules stage ' +
    'alone is the nearest to like for like, and even there an objective has half as many rules again. Ours runs from ' +
    'the checkout: Node strips the types of its sources at every start.',
  'Sloth reads the raw counters over seven windows of up to three days, and its 5-minute ratio over thirty days ' +
    'twice, which costs the same for every objective. Ours reads them over an hour at most, though several times (a ' +
    'series born in the window is looked for), and sums what it recorded. So what Sloth pays grows with the samples, ' +
    'and what ours pays has a part for each rule: scraped and evaluated less often, both touch fewer samples and the ' +
    'times come closer. Ours also records more series.',
  'Nothing burns and nothing fires while this is measured, and every recording rule must yield exactly one number. ' +
    "The server's CPU time includes scraping and answering us.",
]
