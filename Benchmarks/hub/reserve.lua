-- What people build on Redis: one counter a customer, a limit, a reservation. KEYS[1] the customer, ARGV[1] the most
-- contacts in the window, ARGV[2] the window in seconds. Answers 1 when the contact is reserved.
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then return 0 end
redis.call('INCR', KEYS[1])
if count == 0 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 1
