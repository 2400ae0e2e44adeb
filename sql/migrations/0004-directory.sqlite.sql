-- What a department answers for, searched by whoever passes a call on, and the number callers are told.
alter table departments add column keywords text not null default '[]';  -- JSON: ["산림소득", "임산물"]
alter table departments add column number text;                         -- as people say it: '02-6393-2553'

-- Whom calls can be passed to outside the house. Nothing else is ever dialled.
create table contacts (
  id       text    primary key,   -- 'forest-service'
  name_ko  text    not null,
  name_en  text    not null,
  keywords text    not null,      -- JSON
  number   text    not null,      -- E.164, of Korea
  active   integer not null check (active in (0, 1))
) strict, without rowid;

-- What somebody says when answering; without a row the line's own words.
create table greetings (
  account text primary key references people,
  text    text not null
) strict, without rowid;

-- Agents now also carry what their desk page measured. Nobody has measured yet.
update agents set body = json_set(body, '$.reach', null);
