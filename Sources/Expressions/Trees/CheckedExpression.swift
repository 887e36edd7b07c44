/// An expression whose names are resolved and whose types are known.
public struct CheckedExpression: Sendable {
  /// What a name, a chain of fields or a call stands for, where it is not read as written.
  enum Reference: Hashable, Sendable {
    case variable(Declaration)
    /// `has(customer.age)` on a declared variable.
    case presence(Declaration)
    /// `customer.?age` on a declared variable.
    case optionalVariable(Declaration)
    case type(ValueType)
    /// A variable of a macro: its place among those that are open around it.
    case local(Int)
    /// A function by its full name; `receiver` says whether the call's receiver is its first argument, or its namespace.
    case function(String, hasReceiver: Bool)
    /// A mistake that an unchecked expression meets when it is evaluated.
    case failure(EvaluationError.Code, String)
  }

  /// The tree.
  public let syntax: Syntax
  /// The type of the whole expression; `dyn` when it was not checked.
  public let type: ValueType
  /// The host's functions that the expression may call.
  let functions: [HostFunction]
  /// One type a node; `dyn` for all when the expression was not checked.
  let types: [ValueType]
  /// One reference a node; nothing where the node is read as written.
  let references: [Reference?]
  /// The place of the first variable of each comprehension; later ones follow.
  let localCount: Int
  /// Whether types were checked; if not, every operator finds its overload when evaluated.
  let isTyped: Bool
}

extension CheckedExpression {
  /// The slot, when the whole expression is one declared variable.
  public var slot: Int? {
    guard case .variable(let declaration)? = references[syntax.root] else { return nil }
    return declaration.slot
  }

  /// The declared variables that the expression reads or asks the presence of, in the order of their names.
  public var variables: [Declaration] {
    let found = references.compactMap { reference -> Declaration? in
      switch reference {
      case .variable(let declaration), .presence(let declaration), .optionalVariable(let declaration): declaration
      default: nil
      }
    }
    return Set(found).sorted { $0.name < $1.name }
  }
}
