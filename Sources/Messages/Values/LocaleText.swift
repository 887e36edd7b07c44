import Expressions
import Times

/// How one language writes numbers, money and days: its own conventions for English and French, ISO 8601 and plain
/// figures for others.
///
/// Source: Unicode CLDR 44, `numbers` and `ca-gregorian` of en, en-GB and fr.
public struct LocaleText: Hashable, Sendable {
  /// A language tag in lower case, such as `fr` or `fr-ca`.
  public let tag: String
  private let language: Substring

  /// Makes the conventions of a language tag.
  public init(tag: String) {
    self.tag = tag
    language = tag.split(separator: "-").first ?? ""
  }

  /// A narrow space that does not break, between thousands in French.
  private static let narrowSpace = "\u{202F}"

  private var groupSign: String { language == "en" ? "," : language == "fr" ? LocaleText.narrowSpace : "" }
  private var decimalSign: String { language == "fr" ? "," : "." }

  /// What stands between a label and what it labels; French puts a space that does not break before it.
  public var colon: String { language == "fr" ? "\u{A0}:" : ":" }

  /// A number with at most so many decimals, trailing zeros left out unless `isFixed`.
  public func number(_ value: Double, decimalsMax: Int, isFixed: Bool = false) -> String? {
    guard value.isFinite, abs(value) < 1e15 else { return nil }
    let scale = [1.0, 10, 100, 1000, 10_000][min(4, max(0, decimalsMax))]
    let scaled = Int64((abs(value) * scale).rounded())
    let divisor = Int64(scale)
    var fraction = divisor > 1 ? String(String(scaled % divisor + divisor).dropFirst()) : ""
    if !isFixed { while fraction.hasSuffix("0") { fraction.removeLast() } }
    let sign = value < 0 && scaled != 0 ? "-" : ""
    return sign + grouped(scaled / divisor) + (fraction.isEmpty ? "" : decimalSign + fraction)
  }

  /// A whole number.
  public func number(_ value: Int64) -> String {
    (value < 0 ? "-" : "") + grouped(Int64(clamping: value.magnitude))
  }

  private func grouped(_ value: Int64) -> String {
    let digits = Array(String(value))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += groupSign }
      text.append(digit)
    }
    return text
  }

  /// An amount of money.
  public func money(_ value: Double, currency: String) -> String? {
    guard let amount = number(abs(value), decimalsMax: 2, isFixed: true) else { return nil }
    let signs = ["EUR": "€", "GBP": "£", "USD": "$"]
    let minus = value < 0 && amount.contains { $0 != "0" && $0.isNumber } ? "-" : ""
    if language == "en", let sign = signs[currency] { return minus + sign + amount }
    if language == "en" { return "\(minus)\(currency)\u{A0}\(amount)" }
    return "\(minus)\(amount)\u{A0}\(signs[currency] ?? currency)"
  }

  /// A share as a percentage.
  public func percent(_ value: Double) -> String? {
    number(value * 100, decimalsMax: 1).map { language == "en" ? $0 + "%" : $0 + "\u{A0}%" }
  }

  private static let months: [Substring: [String]] = [
    "en": [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ],
    "fr": [
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
      "décembre",
    ],
  ]

  /// A day: `24 November 2026`, `1er décembre 2026`, elsewhere `2026-11-24`.
  public func date(_ date: CivilDate) -> String {
    guard let months = LocaleText.months[language] else {
      let (month, day) = (String(date.month), String(date.day))
      return "\(date.year)-\(month.count < 2 ? "0" : "")\(month)-\(day.count < 2 ? "0" : "")\(day)"
    }
    let day = language == "fr" && date.day == 1 ? "1er" : "\(date.day)"
    return "\(day) \(months[Int(date.month) - 1]) \(date.year)"
  }
}

/// Which of a charter's languages a customer reads.
public enum LocaleMatch {
  /// The position of the best language, by leaving off subtags from the end; nothing when there is none.
  ///
  /// Source: RFC 4647, section 3.4, "Lookup".
  public static func position(of tag: String, among tags: [String]) -> Int? {
    var wanted = tag.lowercased().map { $0 == "_" ? "-" : $0 }.split(separator: "-").map { String($0) }
    while !wanted.isEmpty {
      if let position = tags.firstIndex(of: wanted.joined(separator: "-")) { return position }
      wanted.removeLast()
      // A single letter only introduces what follows it.
      if wanted.last?.count == 1 { wanted.removeLast() }
    }
    return nil
  }
}
