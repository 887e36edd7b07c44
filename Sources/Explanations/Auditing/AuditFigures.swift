import Audits
import Times

/// Numbers and dates as each language writes them.
struct AuditFigures {
  let phrases: Phrases

  /// A whole number with its thousands apart.
  func count(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { grouped += phrases.say(",", "\u{A0}") }
      grouped.append(digit)
    }
    return (number < 0 ? "-" : "") + grouped
  }

  /// A share in hundredths with one decimal; two where it is below a hundredth.
  func percent(_ share: Double?) -> String {
    guard let share else { return "–" }
    let places = share > 0 && share < 0.01 ? 2 : 1
    return decimal(Int((share * (places == 2 ? 10_000 : 1_000)).rounded()), places: places) + "\u{A0}%"
  }

  /// Units of the last place as a decimal number.
  func decimal(_ units: Int, places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let rest = String(units.magnitude % UInt(scale))
    let padded = String(repeating: "0", count: max(0, places - rest.count)) + rest
    let whole = count(Int(units.magnitude) / scale)
    return (units < 0 ? "-" : "") + (places == 0 ? whole : whole + phrases.say(".", ",") + padded)
  }

  /// Hundredths without zeros at the end.
  func points(_ hundredths: Int) -> String {
    if hundredths % 100 == 0 { return count(hundredths / 100) }
    return hundredths % 10 == 0 ? decimal(hundredths / 10, places: 1) : decimal(hundredths, places: 2)
  }

  /// Ten-thousandths of money, rounded to hundredths.
  func money(_ tenThousandths: Int) -> String { decimal((tenThousandths + 50) / 100, places: 2) }

  func date(_ day: Int) -> String { CivilDate(daysSince1970: day).iso8601 }

  /// `7 days`, `36 hours`.
  func duration(seconds: Int) -> String {
    let hours = seconds / 3_600
    if hours % 24 == 0 {
      return hours == 24 ? phrases.say("1 day", "1 jour") : phrases.say("\(hours / 24) days", "\(hours / 24) jours")
    }
    return hours == 1 ? phrases.say("1 hour", "1 heure") : phrases.say("\(hours) hours", "\(hours) heures")
  }

  /// A name from the file, or that nobody gave one.
  func name(_ name: String, most: Int = 40) -> String {
    let cleaned = ReportDocument.name(name, most: most)
    if cleaned.isEmpty { return phrases.say("(not said)", "(non précisé)") }
    return cleaned == "…" ? phrases.say("(all others)", "(tous les autres)") : cleaned
  }
}
