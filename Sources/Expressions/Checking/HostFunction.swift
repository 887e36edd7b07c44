/// A function that the host brings.
public struct HostFunction: Sendable {
  /// What the function does, on values of the types of its signature (`dyn` parameters take any).
  public typealias Body = @Sendable ([Value], EvaluationContext) throws(EvaluationError) -> Value

  /// How it is called.
  public var signature: FunctionSignature
  /// What one call costs of ``EvaluationContext/costMax``; at least 1.
  public var cost: Int
  /// What it does. It must be pure: the same arguments and context, the same value.
  public var body: Body

  /// Makes a function; several of one name and style are overloads, tried in order.
  public init(_ signature: FunctionSignature, cost: Int = 1, body: @escaping Body) {
    self.signature = signature
    self.cost = max(1, cost)
    self.body = body
  }
}
