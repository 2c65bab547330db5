-- Writes down what was done.
--
-- ARGV[1]  by   ARGV[2] what   ARGV[3] from   ARGV[4] to   ARGV[5] reason
-- Reply    1

ledger_of({ open = '', announced = '', ever = '' }).note(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
return 1
