import Testing
import Times

@Suite struct ClockTextTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("2009-02-13T23:31:30Z", 1_234_567_890, 0),
      ("2009-02-14T00:31:30+01:00", 1_234_567_890, 0), ("2009-02-13t23:31:30.5z", 1_234_567_890, 500_000_000),
      ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999), ("0001-01-01T00:00:00Z", Timestamp.secondsMin, 0),
      ("9999-12-31T23:59:59Z", Timestamp.secondsMax, 0), ("2028-02-29T12:00:00-09:30", 1_835_472_600, 0),
    ] as [(String, Int64, Int32)])
  func timestampsAreRead(_ text: String, _ seconds: Int64, _ nanoseconds: Int32) {
    #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds, nanoseconds: nanoseconds))
  }

  @Test(arguments: [
    "", "2009", "2009-02-13", "2009-02-13T23:31:30", "2009-02-30T00:00:00Z", "2009-02-13T24:00:00Z",
    "2009-02-13T23:60:00Z", "2009-02-13T23:59:60Z", "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.0123456789Z",
    "2009-02-13T23:31:30+24:00", "2009-02-13T23:31:30Zx", "2009-2-13T23:31:30Z", "+009-02-13T23:31:30Z",
    "2009-02-13 23:31:30Z", "２009-02-13T23:31:30Z",
  ])
  func otherTextsAreNoTimestamps(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

  @Test func writingAndReadingAreInverse() {
    for seconds in stride(from: Timestamp.secondsMin, through: Timestamp.secondsMax, by: 3_155_760_007) {
      for nanoseconds in [0, 1, 1000, 1_000_000, 120_000_000, 999_999_999] as [Int32] {
        let moment = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
        #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
      }
    }
    #expect(Timestamp(seconds: 0, nanoseconds: 120_000_000).rfc3339 == "1970-01-01T00:00:00.12Z")
  }

  @Test(
    arguments: [
      ("+05:30", 19_800), ("-08:00", -28_800), ("02:00", 7200), ("-00:00", 0), ("+23:59", 86_340),
    ] as [(String, Int32)])
  func fixedOffsetsAreRead(_ text: String, _ seconds: Int32) {
    #expect(Zone(fixedOffset: text)?.initialOffsetSeconds == seconds)
  }

  @Test(arguments: ["", "5:30", "+24:00", "+05:60", "+0530", "UTC", "+05:30 ", "++5:30"])
  func otherTextsAreNoOffsets(_ text: String) { #expect(Zone(fixedOffset: text) == nil) }

  @Test(
    arguments: [
      ("0", 0), ("1s", 1_000_000_000), ("-1s", -1_000_000_000), ("1h30m", 5_400_000_000_000),
      ("1.5h", 5_400_000_000_000),
      (".5s", 500_000_000), ("1.s", 1_000_000_000), ("250ms", 250_000_000), ("3us", 3000), ("3\u{B5}s", 3000),
      ("1.000000001s", 1_000_000_001), ("9223372036854775807ns", .max), ("-9223372036854775808ns", .min),
      ("-9223372036.854775808s", .min), ("+2m", 120_000_000_000), ("0.3333333333333333333333h", 1_200_000_000_000 - 1),
    ] as [(String, Int64)])
  func lengthsAreRead(_ text: String, _ nanoseconds: Int64) {
    #expect(Duration(unitText: text)?.nanosecondsExactly == nanoseconds)
  }

  @Test(arguments: [
    "", "1", "s", "1x", "1h 2m", "-", ".s", "1..5s", "9223372036854775808ns", "2562048h", "1e3s", "--1s",
  ])
  func otherTextsAreNoLengths(_ text: String) { #expect(Duration(unitText: text) == nil) }

  @Test(
    arguments: [
      (Duration.seconds(90), "90s"), (.milliseconds(-1500), "-1.5s"), (.zero, "0s"),
      (.nanoseconds(-1), "-0.000000001s"),
    ] as [(Duration, String)])
  func lengthsAreWritten(_ length: Duration, _ text: String) { #expect(length.secondsText == text) }

  @Test func nanosecondsFitOrNot() {
    #expect(Duration.nanoseconds(Int64.max).nanosecondsExactly == .max)
    #expect(Duration.nanoseconds(Int64.min).nanosecondsExactly == .min)
    #expect((Duration.nanoseconds(Int64.max) + .nanoseconds(1)).nanosecondsExactly == nil)
    #expect((Duration.nanoseconds(Int64.min) - .nanoseconds(1)).nanosecondsExactly == nil)
    #expect(Duration.seconds(9_223_372_037).nanosecondsExactly == nil)
  }
}
