// What a test does to a service's database to have the service fail or be slow.
import type { Service } from './world.ts'

export const withoutTable = ({ database }: Service) => database.query('alter table orders rename to gone')
export const withTable = ({ database }: Service) => database.query('alter table gone rename to orders')

/** Each order takes so long to write. */
export const slowedBy =
  (seconds: number) =>
  async ({ database }: Service): Promise<void> => {
    const body = `begin perform pg_sleep(${seconds}); return new; end`
    await database.query(`create or replace function slow() returns trigger language plpgsql as '${body}'`)
    await database.query(
      'create or replace trigger slow before insert on orders for each row execute function slow()',
    )
  }
export const unslowed = ({ database }: Service) => database.query('drop trigger slow on orders')
