/// Evaluates the rules that the rule index cannot read: those behind ``Condition/general(_:)``.
///
/// The evaluator carries its own subject (the row, the events, the time); the caller makes sure that it is the subject
/// of the row that is evaluated with it. It is asked in no promised order, and only as often as the answer needs.
public protocol GeneralRules {
  /// The truth of one rule for the evaluator's subject.
  ///
  /// - Parameter rule: the number in ``Condition/general(_:)``.
  mutating func truth(of rule: Int) -> Truth
}

/// The evaluator for rules without general parts: each general rule is an error.
public struct NoGeneralRules: GeneralRules, Sendable {
  /// Makes the evaluator.
  @inlinable public init() {}

  /// Always an error.
  @inlinable public func truth(of rule: Int) -> Truth { .error }
}
