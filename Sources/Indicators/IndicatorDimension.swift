/// By what indicators can be cut.
public enum IndicatorDimension: String, CaseIterable, Sendable {
  /// The channel of the contact.
  case channel
  /// Its action.
  case action
  /// Its purpose.
  case purpose
  /// The legal nature of its purpose: marketing, service, …
  case nature
  /// The customer's segments: of contacts and decisions those of then, of customers those at the end. Who is in two counts in both.
  case segment
  /// The customer, by what decisions name them.
  case customer
  /// The local day, as 2026-11-23.
  case day
  /// The local hour at which the contact was said, from 00 to 23.
  case hour

  /// A list of them, as people write it: with commas, each once.
  /// - Throws: the word that is none, or stands twice.
  public static func list(_ text: String) throws(DimensionFault) -> [IndicatorDimension] {
    var all: [IndicatorDimension] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let one = IndicatorDimension(rawValue: String(word)), !all.contains(one) else {
        throw DimensionFault(word: String(word))
      }
      all.append(one)
    }
    return all
  }
}

/// A word that is no dimension, or one that stands twice.
public struct DimensionFault: Error, Hashable, Sendable {
  /// The word.
  public var word: String
  /// A sentence a person can act on.
  public var message: String {
    let known = IndicatorDimension.allCases.map(\.rawValue).joined(separator: ", ")
    return "`\(word)` is nothing to cut by, or stands twice; there is \(known)"
  }
}
