-- What the forecast is made of: how calls fared that found somebody free, how long people were busy with calls, and how long those
-- waited who hung up. The sums are worked out anew from the journal at the next start, once.
delete from tallies;
alter table tallies add column met_kept     integer not null default 0;  -- T1 of calls for which a phone was rung at once
alter table tallies add column met_broken   integer not null default 0;
alter table tallies add column met_ms       integer not null default 0;  -- waits of those kept
alter table tallies add column handled_ms   integer not null default 0;  -- talk, hold and wrap-up, over ended talks
alter table tallies add column abandoned_ms integer not null default 0;  -- arrival to hang-up, over the abandoned
