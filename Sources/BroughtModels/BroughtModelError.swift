/// Why the file of a model cannot be used.
public struct BroughtModelError: Error, Hashable, Sendable {
  /// A stable code: `model.damaged`, `model.unsupported`, `model.objective`, `model.library`, `model.refused`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  /// The file is none, or contradicts itself.
  static func damaged(_ what: String) -> BroughtModelError {
    BroughtModelError(
      code: "model.damaged", message: "this is no model as XGBoost saves it in JSON: \(what); save it again")
  }

  /// The file is whole, and of a kind that is not evaluated.
  static func unsupported(_ what: String) -> BroughtModelError {
    BroughtModelError(code: "model.unsupported", message: what)
  }
}
