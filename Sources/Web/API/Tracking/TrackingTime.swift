import Records
import Times

/// When things happened, by the hub's clock: what the sender's clock says, corrected by how far it is off.
///
/// The sender stamps each event (`timestamp`) and each request (`sentAt`) by the same clock; the request arrives a moment
/// after it is sent. So `arrival - sentAt` is how far that clock is behind, and is added to each `timestamp`.
struct TrackingTime {
  /// When the request arrived: milliseconds since 1970.
  let arrivalMilliseconds: Int64
  /// How far the sender's clock is behind; 0 when nobody can know.
  let skewMilliseconds: Int64

  /// - Parameter sentAt: what the sender says of when it sent the request; nothing, and what is further off than
  ///   ``TrackingLimits/skewMillisecondsMax``, corrects nothing.
  init(arrivalMilliseconds: Int64, sentAt: Int64?) {
    self.arrivalMilliseconds = arrivalMilliseconds
    guard let sentAt else {
      skewMilliseconds = 0
      return
    }
    let (skew, overflow) = arrivalMilliseconds.subtractingReportingOverflow(sentAt)
    let limit = TrackingLimits.skewMillisecondsMax
    skewMilliseconds = !overflow && (-limit...limit).contains(skew) ? skew : 0
  }

  /// The moment of an event: never after the arrival. One without a time, or before 1970, happened when it arrived.
  func moment(_ stamped: Int64?) -> Int64 {
    guard let stamped else { return arrivalMilliseconds }
    let (corrected, overflow) = stamped.addingReportingOverflow(skewMilliseconds)
    return overflow || corrected < 0 ? arrivalMilliseconds : min(corrected, arrivalMilliseconds)
  }

  /// A moment as senders write it, in milliseconds since 1970: ISO 8601, in UTC where there is no offset, or a number of
  /// seconds, or of milliseconds when it is at least 10^11 (as seconds, that is the year 5138).
  static func milliseconds(_ value: JSONValue?) -> Int64? {
    guard let value else { return nil }
    if let text = value.string { return milliseconds(iso8601: text) }
    guard let number = value.double, abs(number) < 1e15 else { return nil }
    return Int64(abs(number) < 1e11 ? number * 1000 : number)
  }

  private static func milliseconds(iso8601 text: String) -> Int64? {
    if let stamp = Timestamp(rfc3339: text) { return stamp.seconds * 1000 + Int64(stamp.nanoseconds) / 1_000_000 }
    return (try? Instant(iso8601: text, zone: .utc)).map { $0.secondsSince1970 * 1000 }
  }
}
