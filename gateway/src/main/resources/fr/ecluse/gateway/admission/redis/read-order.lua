-- What stands about one subject, its value included.
--
-- ARGV[1]  subject, one of ORDERED or LONG
-- Reply    the order as in order_reply

return order_reply(ARGV[1])
