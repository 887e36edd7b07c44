import Testing
import Times
import Seeds

/// Makes the bytes of a zone file, right or wrong.
private struct FileBuilder {
  var version: UInt8 = UInt8(ascii: "2")
  var times: [Int64] = []
  var typeIndexes: [UInt8] = []
  var offsets: [Int32] = [0]
  var leapSecondCount: UInt32 = 0
  var footer = ""

  var bytes: [UInt8] {
    var bytes = header(times: 0, types: 1, leapSeconds: 0) + type(offset: 0) + [0]
    if version == 0 { bytes = [] }
    bytes += header(times: times.count, types: offsets.count, leapSeconds: leapSecondCount)
    let timeSize = version == 0 ? 4 : 8
    for time in times { bytes += (0..<timeSize).reversed().map { UInt8(truncatingIfNeeded: time >> Int64(8 * $0)) } }
    bytes += typeIndexes
    for offset in offsets { bytes += type(offset: offset) }
    bytes += [0] + [UInt8](repeating: 0, count: Int(leapSecondCount) * (timeSize + 4))
    return version == 0 ? bytes : bytes + Array("\n\(footer)\n".utf8)
  }

  private func header(times: Int, types: Int, leapSeconds: UInt32) -> [UInt8] {
    let counts: [UInt32] = [0, 0, leapSeconds, UInt32(times), UInt32(types), 1]
    return Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap(bigEndian)
  }

  private func type(offset: Int32) -> [UInt8] { bigEndian(UInt32(bitPattern: offset)) + [0, 0] }

  private func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * $0) & 0xFF) } }
}

private func zone(footer: String) throws -> Zone {
  var file = FileBuilder()
  file.footer = footer
  return try Zone(name: "Test", tzif: file.bytes)
}

@Test(arguments: [
  // rule, moment, what local clocks show
  ("CET-1CEST,M3.5.0,M10.5.0/3", "2149-03-30T00:59:59Z", "2149-03-30T01:59:59+01:00"),
  ("CET-1CEST,M3.5.0,M10.5.0/3", "2149-03-30T01:00:00Z", "2149-03-30T03:00:00+02:00"),
  ("CET-1CEST,M3.5.0,M10.5.0/3", "2150-10-25T01:00:00Z", "2150-10-25T02:00:00+01:00"),
  ("<+0545>-5:45", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00+05:45"),
  ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00+01:00"),  // negative summer time
  ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"),
  ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "2026-03-28T22:59:59-02:00"),  // hours before the day
  ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "2026-03-29T00:00:00-01:00"),
  ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", "2026-03-28T01:59:59+02:00"),  // hours after the day
  ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", "2026-03-28T03:00:00+03:00"),
  ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00+11:00"),  // south
  ("XXX0YYY,J60/0,J300/0", "2024-03-01T00:00:00Z", "2024-03-01T01:00:00+01:00"),  // 1 March in every year
  ("XXX0YYY,J60/0,J300/0", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
  ("XXX0YYY,59/0,J300/0", "2024-02-29T00:00:00Z", "2024-02-29T01:00:00+01:00"),  // 29 February in a leap year
  ("XXX0YYY,59/0,J300/0", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00+01:00"),
  ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:30:00Z", "2025-12-31T23:30:00-04:00"),  // summer all the year
  ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", "2026-06-30T20:00:00-04:00"),
])
func rulesOfTheFooter(footer: String, moment: String, expected: String) throws {
  #expect(try instant(moment).iso8601(in: zone(footer: footer)) == expected)
}

@Test(arguments: [
  "X", "CE-1", "CET", "CET-25", "CET-1:60", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
  "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J300", "CET-1CEST,J366,J300",
  "CET-1CEST,366,300", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1", "CET-1 ",
])
func rulesRefused(footer: String) {
  let error = #expect(throws: TZifError.self) { try zone(footer: footer) }
  #expect(error?.code == .ruleMalformed)
}

@Test func transitionsThenRule() throws {
  var file = FileBuilder()
  file.offsets = [-561, 3_600, 7_200]
  file.times = [-1_000_000, 1_743_296_400]  // 1969-12-20, 2025-03-30T01:00Z
  file.typeIndexes = [1, 2]
  file.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
  let zone = try Zone(name: "Test", tzif: file.bytes)
  #expect(zone.initialOffsetSeconds == -561)
  #expect(zone.transitions.prefix(2).map(\.offsetSeconds) == [3_600, 7_200])
  #expect(zone.transitions[2].at == 1_761_440_400)  // 2025-10-26T01:00Z, from the rule
  #expect(zone.transitions.last.map { Instant(secondsSince1970: $0.at).iso8601() } == "2150-10-25T01:00:00Z")
  file.footer = ""
  #expect(try Zone(name: "Test", tzif: file.bytes).transitions.count == 2)
}

@Test func versionOneHas32BitTimes() throws {
  var file = FileBuilder()
  file.version = 0
  file.offsets = [0, 3_600]
  file.times = [-5]
  file.typeIndexes = [1]
  let zone = try Zone(name: "Test", tzif: file.bytes)
  #expect(zone.transitions == [.init(at: -5, offsetSeconds: 3_600)])
}

@Test func aTransitionAtTheEndOfTimeDoesNotMakeTheRuleEndless() throws {
  for time in [Int64.min, -1_000_000_000_000, .max - 1, .max] {
    var file = FileBuilder()
    file.offsets = [0, 3_600]
    file.times = [time]
    file.typeIndexes = [1]
    file.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
    #expect(try Zone(name: "Test", tzif: file.bytes).transitions.count <= 2 * 252 + 1)
  }
}

@Test func filesRefused() {
  func code(_ change: (inout FileBuilder) -> Void) -> TZifError.Code? {
    var file = FileBuilder()
    file.offsets = [0, 3_600]
    file.times = [10, 20]
    file.typeIndexes = [1, 0]
    change(&file)
    return #expect(throws: TZifError.self) { try Zone(name: "Test", tzif: file.bytes) }?.code
  }
  #expect(code { $0.typeIndexes = [1, 2] } == .malformed)
  #expect(code { $0.times = [20, 10] } == .malformed)
  #expect(code { $0.times = [10, 10] } == .malformed)
  #expect(code { $0.offsets = [0, 93_600] } == .offsetOutOfRange)
  #expect(code { $0.offsets = [.min, 0] } == .offsetOutOfRange)
  #expect(code { $0.leapSecondCount = 1 } == .leapSeconds)
  #expect(code { $0.footer = "no rule" } == .ruleMalformed)
}

@Test func truncatedFilesAreRefusedAtEveryLength() {
  var file = FileBuilder()
  file.offsets = [0, 3_600]
  file.times = [10, 20]
  file.typeIndexes = [1, 0]
  file.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
  let bytes = file.bytes
  for length in 0..<bytes.count {
    let error = #expect(throws: TZifError.self) { try Zone(name: "Test", tzif: Array(bytes.prefix(length))) }
    #expect([.notTZif, .truncated].contains(error?.code), "\(length) bytes")
  }
}

@Test func anyBytesAreReadOrRefusedButNeverTrap() throws {
  let seed: UInt64 = 64
  var generator = SeededGenerator(seed: seed)
  var file = FileBuilder()
  file.offsets = [0, 3_600]
  file.times = [10, 20]
  file.typeIndexes = [1, 0]
  file.footer = "CET-1CEST,M3.5.0,M10.5.0/3"
  var originals = [file.bytes, Array("TZif2".utf8)]
  if ZoneFiles.arePresent { originals.append(try ZoneFiles.bytes(of: "Europe/Paris")) }
  for round in 0..<3_000 {
    var bytes = originals[round % originals.count]
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    if round % 5 == 0 { bytes.append(contentsOf: (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
    if let zone = try? Zone(name: "Test", tzif: bytes) {
      _ = zone.window(.week, containing: Instant(secondsSince1970: .random(in: .min ... .max, using: &generator)))
    }
  }
}

@Suite(.enabled(if: ZoneFiles.arePresent, "tzdata is not installed"))
struct InstalledZoneTests {
  @Test func everyInstalledZoneIsRead() throws {
    #expect(ZoneFiles.names.count > 300)
    for name in ZoneFiles.names {
      let zone = try ZoneFiles.zone(name)
      #expect(zip(zone.transitions, zone.transitions.dropFirst()).allSatisfy { $0.at < $1.at }, "\(name)")
    }
  }

  @Test func leapSecondFilesAreRefused() throws {
    let name = "right/Europe/Paris"
    guard let bytes = try? ZoneFiles.bytes(of: name) else { return }
    let error = #expect(throws: TZifError.self) { try Zone(name: name, tzif: bytes) }
    #expect(error?.code == .leapSeconds)
  }
}
