/// Writes measures in the text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/): names with the prefix `mesure_`, base units, each
/// with its help and type.
public struct MetricsPage {
  /// What a measure is.
  public enum Kind: String, Sendable {
    /// It only grows.
    case counter
    /// It goes up and down.
    case gauge
    /// Counts of values by size.
    case histogram
  }

  /// The page.
  public private(set) var text = ""

  /// The media type of the page.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// An empty page.
  public init() {}

  /// Begins a measure; its samples follow.
  public mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP mesure_\(name) \(help)\n# TYPE mesure_\(name) \(kind.rawValue)\n"
  }

  /// A sample of the measure that was begun.
  /// - Parameter labels: names and values; values may hold any text.
  public mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
    text += "mesure_\(name)\(MetricsPage.braces(labels)) \(MetricsPage.number(value))\n"
  }

  /// A counter or gauge of one sample.
  public mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    begin(name, kind, help)
    sample(name, [], value)
  }

  /// The samples of a histogram that was begun.
  public mutating func samples(_ name: String, _ labels: [(String, String)] = [], of histogram: Histogram) {
    let counts = histogram.counts
    for (bound, count) in zip(histogram.bounds, counts.upTo) {
      sample("\(name)_bucket", labels + [("le", MetricsPage.number(bound))], Double(count))
    }
    sample("\(name)_bucket", labels + [("le", "+Inf")], Double(counts.all))
    sample("\(name)_sum", labels, histogram.sum)
    sample("\(name)_count", labels, Double(counts.all))
  }

  private static func braces(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }

  private static func number(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return "\(whole)" }
    return "\(value)"
  }
}
