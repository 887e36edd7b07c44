import Records
import Testing

@testable import Web

@Suite("When tracked events happened")
struct TrackingTimeTests {
  /// Times are told as milliseconds around this moment.
  static let arrival: Int64 = 1_772_366_400_000
  static let day: Int64 = 86_400_000

  struct Case: Sendable {
    var text: String
    var sentAt: Int64?
    var stamped: Int64?
    var expected: Int64

    init(_ text: String, sentAt: Int64?, stamped: Int64?, _ expected: Int64) {
      self.text = text
      self.sentAt = sentAt.map { arrival + $0 }
      self.stamped = stamped.map { arrival + $0 }
      self.expected = arrival + expected
    }
  }

  @Test(
    arguments: [
      Case("no time: now", sentAt: nil, stamped: nil, 0),
      Case("no time but a request's: now", sentAt: -5_000, stamped: nil, 0),
      Case("a right clock", sentAt: 0, stamped: -1_000, -1_000),
      Case("an hour behind", sentAt: -3_600_000, stamped: -3_601_000, -1_000),
      Case("an hour ahead", sentAt: 3_600_000, stamped: 3_599_000, -1_000),
      Case("four years behind", sentAt: -1_461 * day, stamped: -1_461 * day - 500, -500),
      Case("nobody says when it was sent", sentAt: nil, stamped: -7_000, -7_000),
      Case("a clock more than ten years off is not believed", sentAt: -3_654 * day, stamped: -7_000, -7_000),
      Case("in the future, by whatever clock: now", sentAt: nil, stamped: 60_000, 0),
      Case("after it was sent: now", sentAt: -3_600_000, stamped: -3_500_000, 0),
      Case("old events told by a right clock keep their age", sentAt: -200, stamped: -800 * day, -800 * day + 200),
      Case("before 1970: now", sentAt: nil, stamped: -arrival - 1, 0),
    ])
  func moments(_ this: Case) {
    let time = TrackingTime(arrivalMilliseconds: Self.arrival, sentAt: this.sentAt)
    #expect(time.moment(this.stamped) == this.expected, "\(this.text)")
  }

  @Test("the ends of 64 bits do not trap")
  func extremes() {
    for sentAt in [Int64.min, Int64.max, 0] {
      for stamped in [Int64.min, Int64.max, -1, 0] {
        let moment = TrackingTime(arrivalMilliseconds: Self.arrival, sentAt: sentAt).moment(stamped)
        #expect((0...Self.arrival).contains(moment))
      }
    }
  }

  @Test(
    "what senders write",
    arguments: [
      // Segment for Python, RudderStack for Python, JavaScript; without an offset it is UTC.
      (#""2026-03-01T12:00:00.123+00:00""#, 1_772_366_400_123),
      (#""2026-03-01T12:00:00.123456+00:00""#, 1_772_366_400_123),
      (#""2026-03-01T12:00:00.123Z""#, 1_772_366_400_123), (#""2026-03-01T13:00:00+01:00""#, 1_772_366_400_000),
      (#""2026-03-01T12:00:00""#, 1_772_366_400_000), (#""2026-03-01 12:00:00Z""#, 1_772_366_400_000),
      (#""2026-03-01""#, 1_772_323_200_000), ("1772366400", 1_772_366_400_000), ("1772366400.5", 1_772_366_400_500),
      ("1772366400123", 1_772_366_400_123), (#""soon""#, nil), ("null", nil), ("true", nil), ("[]", nil),
      ("1e300", nil),
      (#""""#, nil),
    ] as [(String, Int64?)])
  func texts(_ json: String, _ expected: Int64?) throws {
    let read = try withJSON(Array(#"{"t":\#(json)}"#.utf8)) { TrackingTime.milliseconds($0["t"]) }
    #expect(read == expected)
  }

  @Test("an event's own time, or the one it had originally, is corrected by that of its request")
  func inEvents() throws {
    let sent = #""sentAt":"2026-03-01T11:00:00Z""#
    #expect(
      try TrackingWorld.told(
        #"{"userId":"1","event":"x","timestamp":"2026-03-01T10:59:50.5Z",\#(sent)}"#, as: .track)
        == ["1 did x (not kept) 9.5s ago"])
    #expect(
      try TrackingWorld.told(
        #"{"userId":"1","event":"x","timestamp":null,"originalTimestamp":"2026-03-01T10:59:50Z",\#(sent)}"#, as: .track)
        == ["1 did x (not kept) 10.0s ago"])
    #expect(
      try TrackingWorld.toldByBatch(
        #"{"batch":[{"type":"page","userId":"1","timestamp":"2026-03-01T10:59:00Z"}],\#(sent)}"#)
        == ["1 did page_view 60.0s ago"])
  }
}
