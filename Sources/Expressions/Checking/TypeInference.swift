/// Finds what type variables stand for, by unification with `dyn` as the type that agrees with every other.
///
/// Source: the rules of cel-go's checker (`checker/types.go`), which the conformance cases for deduced types follow.
struct TypeInference {
  /// How deep types are compared; deeper ones do not agree. The checker refuses such values anyway.
  private static let depthMax = 2 * CheckingLimits.valueDepthMax

  private var substitutions: [String: ValueType] = [:]
  /// What ``substitutions`` held before each change, for taking attempts back.
  private var trail: [(name: String, before: ValueType?)] = []
  private var freshCount = 0

  /// A type variable that nothing else uses.
  mutating func freshVariable() -> ValueType {
    freshCount += 1
    return .parameter("_\(freshCount)")
  }

  /// The signature's types with fresh variables for its parameters.
  mutating func instantiate(_ signature: FunctionSignature) -> (parameters: [ValueType], result: ValueType) {
    var fresh: [String: ValueType] = [:]
    let parameters = signature.parameters.map { renamed($0, &fresh) }
    return (parameters, renamed(signature.result, &fresh))
  }

  private mutating func renamed(_ type: ValueType, _ fresh: inout [String: ValueType]) -> ValueType {
    if case .parameter(let name) = type {
      if let known = fresh[name] { return known }
      let variable = freshVariable()
      fresh[name] = variable
      return variable
    }
    if type.parameters.isEmpty { return type }
    var inner: [ValueType] = []
    for parameter in type.parameters { inner.append(renamed(parameter, &fresh)) }
    return type.replacingParameters(inner)
  }

  /// Whether values of the first types can be used where the second ones are asked for; keeps what it learns if so.
  mutating func assign(_ types: [ValueType], to wanted: [ValueType]) -> Bool {
    guard types.count == wanted.count else { return false }
    let mark = trail.count
    for (type, other) in zip(types, wanted) where !agree(type, other, 0) {
      takeBack(to: mark)
      return false
    }
    return true
  }

  /// The type of a place that holds values of both types, or nothing when they do not agree.
  mutating func join(_ a: ValueType, _ b: ValueType) -> ValueType? {
    guard assign([a], to: [b]) else { return nil }
    return mostGeneral(a, b)
  }

  /// The type with its variables replaced by what is known of them; unknown ones become `dyn` when asked.
  func resolved(_ type: ValueType, unknownIsDyn: Bool) -> ValueType {
    if case .parameter(let name) = type {
      if let known = substitutions[name] { return resolved(known, unknownIsDyn: unknownIsDyn) }
      return unknownIsDyn ? .dyn : type
    }
    let parameters = type.parameters
    if parameters.isEmpty { return type }
    return type.replacingParameters(parameters.map { resolved($0, unknownIsDyn: unknownIsDyn) })
  }

  // MARK: Agreement

  private mutating func takeBack(to mark: Int) {
    while trail.count > mark, let change = trail.popLast() { substitutions[change.name] = change.before }
  }

  private mutating func substitute(_ name: String, _ type: ValueType) {
    trail.append((name, substitutions[name]))
    substitutions[name] = type
  }

  private mutating func agree(_ a: ValueType, _ b: ValueType, _ depth: Int) -> Bool {
    if depth > TypeInference.depthMax { return false }
    if case .parameter(let name) = b {
      switch substitution(of: name, agreesWith: a, depth) {
      case .agrees: return true
      case .disagrees(isKnown: true): return false
      case .disagrees(isKnown: false): break
      }
    }
    if case .parameter(let name) = a {
      if case .agrees = substitution(of: name, agreesWith: b, depth) { return true }
      return false
    }
    if a == .dyn || b == .dyn { return true }
    if a == .null { return takesNull(b) }
    if b == .null { return takesNull(a) }
    switch (a, b) {
    case (.type, .type): return true
    case (.list, .list), (.map, .map), (.optional, .optional): break
    case (.generic(let name, let inner), .generic(let other, let otherInner)):
      if name != other || inner.count != otherInner.count { return false }
    default: return a == b
    }
    for (inner, other) in zip(a.parameters, b.parameters) where !agree(inner, other, depth + 1) { return false }
    return true
  }

  /// For historical reasons null passes for times and for the abstract types.
  private func takesNull(_ type: ValueType) -> Bool {
    switch type {
    case .null, .timestamp, .duration, .optional, .opaque, .generic: true
    default: false
    }
  }

  private enum Agreement {
    case agrees
    case disagrees(isKnown: Bool)
  }

  private mutating func substitution(of name: String, agreesWith type: ValueType, _ depth: Int) -> Agreement {
    if type == .parameter(name) { return .agrees }
    if let known = substitutions[name] {
      if known == type { return .agrees }
      guard agree(type, known, depth + 1) else { return .disagrees(isKnown: true) }
      let general = mostGeneral(type, known)
      if !occurs(name, in: general) { substitute(name, general) }
      return .agrees
    }
    if occurs(name, in: type) { return .disagrees(isKnown: false) }
    substitute(name, type)
    return .agrees
  }

  private func occurs(_ name: String, in type: ValueType) -> Bool {
    if case .parameter(let other) = type {
      if other == name { return true }
      return substitutions[other].map { occurs(name, in: $0) } ?? false
    }
    return type.parameters.contains { occurs(name, in: $0) }
  }

  private func mostGeneral(_ a: ValueType, _ b: ValueType) -> ValueType { isAsGeneral(a, as: b) ? a : b }

  private func isAsGeneral(_ a: ValueType, as b: ValueType) -> Bool {
    switch (a, b) {
    case (.dyn, _), (.parameter, _): return true
    case (_, .dyn), (_, .parameter): return false
    case (_, .null): return takesNull(a)
    case (.type, .type): return true
    case (.list, .list), (.map, .map), (.optional, .optional): break
    case (.generic(let name, let inner), .generic(let other, let otherInner)):
      if name != other || inner.count != otherInner.count { return false }
    default: return a == b
    }
    return zip(a.parameters, b.parameters).allSatisfy { isAsGeneral($0, as: $1) }
  }
}
