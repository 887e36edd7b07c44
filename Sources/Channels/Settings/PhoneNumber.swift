/// A telephone number with its country (ITU-T E.164): 7 to 15 figures, without the plus.
public struct PhoneNumber: Hashable, Sendable {
  /// The figures, the country's code first.
  public let digits: String

  /// Reads a number as people write it: `+33 6 12 34 56 78`, `0033612345678`, `33612345678`, and `06 12 34 56 78` where the
  /// country is given.
  /// - Parameter countryCode: what stands for the 0 at the beginning of a number without its country, such as `33`; nothing:
  ///   such a number is none.
  public init?(_ text: String, countryCode: String? = nil) {
    var figures = ""
    var hasPlus = false
    for (index, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "0"..."9": figures.unicodeScalars.append(scalar)
      case "+" where index == 0: hasPlus = true
      case " ", "\u{A0}", "\u{202F}", ".", "-", "(", ")", "/": break
      default: return nil
      }
    }
    if !hasPlus {
      if figures.hasPrefix("00") {
        figures.removeFirst(2)
      } else if figures.hasPrefix("0") {
        guard let countryCode else { return nil }
        figures = countryCode + figures.dropFirst()
      }
    }
    // No country's code begins with 0.
    guard (7...15).contains(figures.utf8.count), figures.first != "0" else { return nil }
    digits = figures
  }

  /// The ways in which a profile may write it.
  func spellings(countryCode: String?) -> [String] {
    var spellings = ["+\(digits)", digits, "00\(digits)"]
    if let countryCode, digits.hasPrefix(countryCode) {
      let national = digits.dropFirst(countryCode.utf8.count)
      spellings.append("0\(national)")
    }
    return spellings
  }
}
