/// What expressions may name: variables, functions, and where short names are looked for.
public struct Environment: Sendable {
  /// Turns calls into slots: asked for every call before its functions are looked up, outermost call first. When it
  /// gives a declaration with a slot, the call is read from that slot and its parts are not checked.
  public typealias Derivation = @Sendable (SyntaxView) -> Declaration?

  /// The declared variables, by name.
  public let declarations: [String: Declaration]
  /// The host's functions.
  public let functions: [HostFunction]
  /// A prefix under which names are looked for first, such as `com.example`; empty for none.
  public let container: String
  /// See ``Derivation``.
  public let derive: Derivation?

  /// How to call each function, standard and host's, by name.
  let signatures: [String: [FunctionSignature]]
  /// The most dots in the name of a variable or type; longer chains need not be looked up.
  let dotsMax: Int
  /// The names of ``functions``.
  let hostFunctionNames: Set<String>

  /// Makes an environment on top of the standard functions. A later declaration replaces an earlier one of its name.
  public init(
    declarations: [Declaration] = [], functions: [HostFunction] = [], container: String = "",
    derive: Derivation? = nil
  ) {
    self.declarations = Dictionary(declarations.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    self.functions = functions
    self.container = container
    self.derive = derive
    hostFunctionNames = Set(functions.map(\.signature.name))
    var signatures = Environment.standardSignatures
    for function in functions { signatures[function.signature.name, default: []].append(function.signature) }
    self.signatures = signatures
    let names = Array(self.declarations.keys) + Array(Environment.typeNames.keys)
    dotsMax = names.map { $0.utf8.count { $0 == UInt8(ascii: ".") } }.max() ?? 0
  }

  /// The standard functions by name.
  private static let standardSignatures = Dictionary(grouping: StandardSignatures.all, by: \.name)

  /// The names that stand for types.
  static let typeNames: [String: ValueType] = [
    "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
    "list": .list(.dyn), "map": .map(.dyn, .dyn), "null_type": .null, "type": .type(.dyn),
    "optional_type": .optional(.dyn), "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
  ]

  /// The full names that a written name may mean, best first.
  ///
  /// Source: cel-spec, `langdef.md`, "Name Resolution".
  func candidates(for name: String) -> [String] {
    if name.hasPrefix(".") { return [String(name.dropFirst())] }
    if container.isEmpty { return [name] }
    var parts = container.split(separator: ".")
    var result: [String] = []
    while !parts.isEmpty {
      result.append(parts.joined(separator: ".") + "." + name)
      parts.removeLast()
    }
    return result + [name]
  }
}
