import Testing
import Times
import Seeds

@Test(arguments: [
  // text, seconds, the shortest way to write them
  ("30s", Int64(30), "30s"), ("90m", 5_400, "1h30m"), ("24h", 86_400, "1d"), ("7d", 604_800, "1w"),
  ("2w", 1_209_600, "2w"), ("1d12h", 129_600, "1d12h"), ("10d", 864_000, "10d"), ("1w3d", 864_000, "10d"),
  ("0s", 0, "0s"), ("1w1d1h1m1s", 694_861, "8d1h1m1s"), ("36525d", 3_155_760_000, "36525d"), ("007d", 604_800, "1w"),
])
func durations(text: String, seconds: Int64, shortest: String) throws {
  #expect(try DurationText.seconds(of: text) == seconds)
  #expect(DurationText.text(seconds: seconds) == shortest)
  #expect(try DurationText.seconds(of: shortest) == seconds)
}

@Test(arguments: [
  ("", TimeTextError.Code.durationMalformed, 0), ("7", .durationMalformed, 1), ("d", .durationMalformed, 0),
  ("-7d", .durationMalformed, 0), ("7 d", .durationUnitUnknown, 1), ("7x", .durationUnitUnknown, 1),
  ("7D", .durationUnitUnknown, 1), ("12h1d", .durationUnitOrder, 4), ("1d1d", .durationUnitOrder, 3),
  ("1.5d", .durationUnitUnknown, 1), ("36526d", .durationTooLong, 0), ("999999999999w", .durationTooLong, 0),
  ("9999999999999s", .durationUnitUnknown, 12), ("7jours", .durationUnitUnknown, 1), ("7é", .durationUnitUnknown, 1),
  ("7d ", .durationMalformed, 2),
])
func durationsRefused(text: String, code: TimeTextError.Code, position: Int) {
  let error = #expect(throws: TimeTextError.self) { try DurationText.seconds(of: text) }
  #expect(error?.code == code)
  #expect(error?.position == position)
  #expect(error?.message.hasPrefix("`\(text)`") == true)
}

@Test func durationsAreWrittenForEveryNumber() {
  #expect(DurationText.text(seconds: -90) == "-1m30s")
  #expect(DurationText.text(seconds: .min) == "-106751991167300d15h30m8s")
}

@Test(arguments: [
  ("2026-11-22", Int64(1_795_305_600)), ("2026-11-22T09:00", 1_795_338_000), ("2026-11-22T09:00:30Z", 1_795_338_030),
  ("2026-11-22T09:00:30.999999999Z", 1_795_338_030), ("2026-11-22t09:00:30z", 1_795_338_030),
  ("2026-11-22 09:00:30", 1_795_338_030), ("2026-11-22T09:00:30+01:00", 1_795_334_430),
  ("2026-11-22T09:00:30-0800", 1_795_366_830), ("2026-11-22T24:00", 1_795_392_000),
  ("1969-12-31T23:59:59.5Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800), ("0000-01-01", -62_167_219_200),
  ("9999-12-31T23:59:59Z", 253_402_300_799),
])
func momentsAreRead(text: String, seconds: Int64) throws {
  #expect(try Instant(iso8601: text, zone: .utc).secondsSince1970 == seconds)
}

@Test(arguments: [
  ("", TimeTextError.Code.dateMalformed, 0), ("22/11/2026", .dateMalformed, 0), ("2026-11", .dateMalformed, 0),
  ("2026-1-2", .dateMalformed, 0), ("2026-02-30", .dateNonexistent, 0), ("2026-13-01", .dateNonexistent, 0),
  ("2026-11-22T", .timeMalformed, 11), ("2026-11-22T9:00", .timeMalformed, 11),
  ("2026-11-22T09:00:30.Z", .timeMalformed, 11), ("2026-11-22T25:00", .timeOutOfRange, 11),
  ("2026-11-22T24:01", .timeOutOfRange, 11), ("2026-11-22T09:60", .timeOutOfRange, 11),
  ("2026-11-22T09:00:60", .timeOutOfRange, 11), ("2026-11-22T09:00 Paris", .offsetMalformed, 16),
  ("2026-11-22T09:00+25:00", .offsetOutOfRange, 16), ("2026-11-22T09:00Z.", .textAfterEnd, 17),
  ("2026-11-22x", .textAfterEnd, 10), ("2026-11-22Z", .textAfterEnd, 10), ("+2026-11-22", .dateMalformed, 0),
])
func momentsRefused(text: String, code: TimeTextError.Code, position: Int) {
  let error = #expect(throws: TimeTextError.self) { try Instant(iso8601: text, zone: .utc) }
  #expect(error?.code == code)
  #expect(error?.position == position)
}

@Test func withoutZoneThereMustBeAnOffset() throws {
  #expect(try Instant(iso8601: "1970-01-01T01:00+01:00", zone: nil).secondsSince1970 == 0)
  for text in ["1970-01-01", "1970-01-01T00:00"] {
    let error = #expect(throws: TimeTextError.self) { try Instant(iso8601: text, zone: nil) }
    #expect(error?.code == .zoneMissing)
  }
}

@Test func momentsAreWrittenAndReadBack() throws {
  let seed: UInt64 = 7
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<5_000 {
    let moment = Instant(secondsSince1970: .random(in: -62_167_132_800...253_402_214_400, using: &generator))
    let zone = Zone(fixedOffsetSeconds: .random(in: -86_399...86_399, using: &generator))
    let text = moment.iso8601(in: zone)
    #expect(try Instant(iso8601: text, zone: nil) == moment, "\(text), seed \(seed)")
  }
}

@Test func textOfAnyKindIsReadOrRefusedButNeverTraps() {
  let seed: UInt64 = 11
  var generator = SeededGenerator(seed: seed)
  let alphabet = Array("0123456789-:TZ+.wdhms é")
  for _ in 0..<20_000 {
    var text = "2026-11-22T09:00:00+01:00"
    if Bool.random(using: &generator) { text = "1d12h" }
    var characters = Array(text)
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let place = Int.random(in: 0..<characters.count, using: &generator)
      characters[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
    let changed = String(characters)
    _ = try? Instant(iso8601: changed, zone: .utc)
    _ = try? DurationText.seconds(of: changed)
    _ = try? Zone(fixed: changed)
  }
}
