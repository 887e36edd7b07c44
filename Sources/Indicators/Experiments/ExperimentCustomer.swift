/// What is known of a customer while the log is read: who they live with, where, and in which segments they are.
public struct ExperimentCustomer: Hashable, Sendable {
  /// What names their household; empty: none known.
  public var household = ""
  /// ISO 3166-2; empty: unknown.
  public var region = ""
  /// ISO 3166-1; empty: unknown.
  public var country = ""
  /// The segments that they are in, sorted.
  public var segments: [String] = []

  /// Knows nothing.
  public init() {}

  /// The segments change.
  public mutating func move(entered: [String], left: [String]) {
    segments.removeAll { left.contains($0) || entered.contains($0) }
    segments = (segments + entered).sorted()
  }

  /// The place in the cross of some dimensions; nothing without any.
  func place(by dimensions: [ExperimentDimension]) -> String? {
    guard !dimensions.isEmpty else { return nil }
    return dimensions.map { dimension in
      let name =
        switch dimension {
        case .segment: segments.joined(separator: " + ")
        case .region: region
        case .country: country
        }
      return name.isEmpty ? IndicatorFold.noName : name
    }.joined(separator: " × ")
  }
}
