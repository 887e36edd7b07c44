import Foundation
import Synchronization
import Times

/// The value of the header field `Date` (RFC 9110, 5.6.7), put together once a second.
final class HTTPDate: Sendable {
  private let latest = Mutex<(second: Int64, text: String)>((Int64.min, ""))

  /// The date now.
  var now: String {
    let second = Int64(Date.now.timeIntervalSince1970.rounded(.down))
    return latest.withLock { latest in
      if latest.second != second { latest = (second, HTTPDate.text(second)) }
      return latest.text
    }
  }

  /// The date of a moment, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  static func text(_ secondsSince1970: Int64) -> String {
    let days = Int(secondsSince1970.quotientRoundedDown(by: 86_400))
    let seconds = Int(secondsSince1970) - days * 86_400
    let date = CivilDate(daysSince1970: days)
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][Int(date.weekday.rawValue) - 1]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][Int(date.month) - 1]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return "\(weekday), \(two(Int(date.day))) \(month) \(date.year) \(time) GMT"
  }
}

extension Int64 {
  /// The quotient, rounded towards the past.
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
