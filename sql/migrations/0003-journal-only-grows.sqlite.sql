-- "insert or replace" deletes a row without asking the trigger that forbids deleting. So an entry is only taken
-- where it belongs: at the end.
create trigger journal_only_grows before insert on journal
when new.seq <> (select coalesce(max(seq), 0) + 1 from journal)
begin select raise(abort, 'the journal is append-only: a new entry takes the next number'); end;
