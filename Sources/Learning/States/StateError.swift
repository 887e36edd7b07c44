/// Why a saved state is refused; nothing of it is taken.
public struct StateError: Error, Hashable, Sendable {
  /// A stable code: `models.damaged`, `models.newer`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  static let damaged = StateError(
    code: "models.damaged", message: "the saved models are damaged; learn them again from the outcomes")
  static let newer = StateError(
    code: "models.newer", message: "a newer mesure saved these models; use that, or learn them again")
}
