// What PostgreSQL's system catalogues say of a database's schema, without what comes with PostgreSQL, with extensions
// or with knex. https://www.postgresql.org/docs/18/catalogs.html

export interface Catalogue {
  readonly relations: readonly Relation[]
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  readonly types: readonly Type[]
  readonly functions: readonly Routine[]
  readonly triggers: readonly Trigger[]
}

interface Named {
  /** As SQL would say it; the schema in front unless it is `public`. */
  readonly name: string
}

export interface Relation extends Named {
  readonly oid: number
  /** pg_class.relkind: r table, p partitioned table, f foreign table, v view, m materialized view, S sequence. */
  readonly kind: string
  /** Another number is another file: the table was rewritten. */
  readonly file: number | null
  /** Of a view. */
  readonly definition: string | null
}

export interface Column extends Named {
  readonly table: string
  /** Goes with the column through a rename, and is never used again. */
  readonly number: number
  readonly type: string
  readonly notNull: boolean
  /** False while rows from before may still hold null. */
  readonly notNullValid: boolean
  /** Given where an insert names no value: by default, identity or generation. */
  readonly filled: string | null
  /** Takes no value from an insert. */
  readonly computed: boolean
}

export interface Constraint extends Named {
  readonly table: string
  /** pg_constraint.contype: c check, f foreign key, p primary key, u unique, x exclusion. */
  readonly type: string
  readonly definition: string
  readonly columns: readonly string[]
  readonly validated: boolean
  readonly comment: string | null
}

export interface Index extends Named {
  readonly table: string
  readonly definition: string
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly valid: boolean
  /** Built in a single transaction, which CONCURRENTLY never does: one makes the row, a later one marks it as valid. */
  readonly atOnce: boolean
  readonly constraint: boolean
}

export interface Type extends Named {
  /** Of an enum; of a domain, what it is made of. */
  readonly values: readonly string[]
}

export interface Routine extends Named {
  readonly returns: string | null
  readonly definition: string | null
}

export interface Trigger extends Named {
  readonly table: string
  readonly definition: string
}

/** One row with one column, `catalogue`. */
export const CATALOGUE_SQL = `
with schemas as (
  select oid, case nspname when 'public' then '' else quote_ident(nspname) || '.' end as prefix
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), extensions as (
  select classid, objid from pg_depend where deptype = 'e'
), relations as (
  select c.oid, c.relkind, prefix || quote_ident(relname) as name from pg_class c join schemas on schemas.oid = relnamespace
  where relname !~ '^knex_migrations' and ('pg_class'::regclass, c.oid) not in (table extensions)
), tables as (
  select * from relations where relkind in ('r', 'p', 'f', 'v', 'm')
), parts as (
  select json_build_object('name', name, 'oid', oid::bigint, 'kind', relkind, 'file', pg_relation_filenode(oid),
    'definition', case when relkind in ('v', 'm') then pg_get_viewdef(oid) end) as part, 'relations' as kind, name as at
  from relations where relkind in ('r', 'p', 'f', 'v', 'm', 'S')
  union all
  select json_build_object('table', name, 'name', quote_ident(attname), 'number', attnum,
    'type', format_type(atttypid, atttypmod), 'notNull', attnotnull,
    'notNullValid', not exists (select from pg_constraint where conrelid = attrelid and contype = 'n'
      and conkey = array[attnum] and not convalidated),
    'filled', coalesce(pg_get_expr(adbin, adrelid), nullif(attidentity::text, '')),
    'computed', attidentity = 'a' or attgenerated <> ''), 'columns', name || '.' || attname
  from tables join pg_attribute a on attrelid = tables.oid
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attnum > 0 and not attisdropped
  union all
  select json_build_object('table', name, 'name', quote_ident(conname), 'type', contype,
    'definition', pg_get_constraintdef(c.oid), 'validated', convalidated,
    'comment', obj_description(c.oid, 'pg_constraint'), 'columns', array(
      select quote_ident(attname) from pg_attribute where attrelid = conrelid and attnum = any (conkey) order by attnum)),
    'constraints', name || '.' || conname
  from tables join pg_constraint c on conrelid = tables.oid where contype in ('c', 'f', 'p', 'u', 'x')
  union all
  select json_build_object('table', tables.name, 'name', relations.name, 'definition', pg_get_indexdef(indexrelid),
    'unique', indisunique, 'valid', indisvalid, 'atOnce', i.xmin = p.xmin,
    'constraint', exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid), 'columns', array(
      select quote_ident(attname) from pg_attribute where attrelid = indrelid and attnum = any (indkey) order by attnum)),
    'indexes', relations.name
  from tables join pg_index i on indrelid = tables.oid
  join relations on relations.oid = indexrelid join pg_class p on p.oid = indexrelid
  union all
  select json_build_object('name', prefix || quote_ident(typname), 'values', case typtype
    when 'e' then array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder)
    else array[format_type(typbasetype, typtypmod)] || case when typnotnull then array['NOT NULL'] else '{}' end ||
      array(select pg_get_constraintdef(oid) from pg_constraint where contypid = t.oid and contype = 'c' order by conname)
    end), 'types', prefix || typname
  from pg_type t join schemas on schemas.oid = typnamespace
  where typtype in ('e', 'd') and ('pg_type'::regclass, t.oid) not in (table extensions)
  union all
  select json_build_object('name', prefix || quote_ident(proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    'returns', pg_get_function_result(p.oid), 'definition', case when prokind <> 'a' then pg_get_functiondef(p.oid) end),
    'functions', prefix || proname || pg_get_function_identity_arguments(p.oid)
  from pg_proc p join schemas on schemas.oid = pronamespace
  where ('pg_proc'::regclass, p.oid) not in (table extensions)
  union all
  select json_build_object('table', name, 'name', quote_ident(tgname), 'definition', pg_get_triggerdef(t.oid) ||
    case tgenabled when 'D' then ' disabled' else '' end), 'triggers', name || '.' || tgname
  from tables join pg_trigger t on tgrelid = tables.oid where not tgisinternal
), kinds as (
  select unnest(array['relations', 'columns', 'constraints', 'indexes', 'types', 'functions', 'triggers']) as kind
)
select json_object_agg(kind, coalesce((
  select json_agg(part order by at collate "C") from parts where parts.kind = kinds.kind), '[]')) as catalogue from kinds`
