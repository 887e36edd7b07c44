import Decisions
import Expressions
import Times

/// Compiles the CEL of a charter: types against the world, places in the YAML file, one symbol table for all rules.
final class RuleCompiler {
  let world: World
  let log: DiagnosticLog
  private(set) var programs: [Program] = []
  private(set) var symbols = SymbolTable()
  let derivations: DerivedFeatures

  /// The slot of `index`, which counts past contacts and events of an import mapping.
  var indexSlot: Int { world.attributes.count }
  /// `index` in expressions of an import mapping.
  var index: Declaration { Declaration(name: "index", type: .int, slot: indexSlot) }
  /// Attributes first, then `index`, then derived features.
  var slotTypes: [ValueType] { world.attributes.map(\.type) + [.int] + derivations.types }
  var features: [DerivedFeature] { derivations.features }

  init(world: World, channels: [String], log: DiagnosticLog) {
    self.world = world
    self.log = log
    derivations = DerivedFeatures(firstSlot: world.attributes.count + 1, events: world.events, channels: channels)
    for attribute in world.attributes {
      for value in attribute.values ?? [] { symbols.insert(value) }
      if case .string(let text)? = attribute.defaultValue { symbols.insert(text) }
    }
  }

  /// A rule of the charter, or nothing after a report.
  func rule(_ node: FileNode) -> Rule? {
    guard let checked = check(node, expects: .bool) else { return nil }
    if let constant = checked.constantValue {
      let text = constant ? "always" : "never"
      log.report(
        "rule.\(text)", "this rule \(text) holds", at: node, severity: constant ? .warning : .error)
    }
    let condition = checked.condition(symbols: &symbols) { general in self.number(of: general) }
    return Rule(text: node.text ?? "", condition: condition)
  }

  /// A number of the charter: written, read from an attribute, or computed.
  func quantity(_ node: FileNode, bounds: ClosedRange<Double>, what: String) -> Quantity? {
    if let number = node.number {
      if bounds.contains(number) { return .constant(number) }
      log.report(
        "number.range", "\(what) of `\(node.text ?? "")` is out of bounds: \(bounds.lowerBound) to \(bounds.upperBound)",
        at: node)
      return nil
    }
    guard let checked = check(node, expects: nil) else { return nil }
    guard [.int, .uint, .double].contains(checked.type) else {
      log.report("rule.type", "\(what) should be a number, not \(checked.type.name)", at: node)
      return nil
    }
    if let slot = checked.slot { return .slot(slot) }
    return .expression(number(of: checked))
  }

  /// Checks an expression with further names, such as `index`; for the import mapping.
  func check(
    _ node: FileNode, expects type: ValueType?, names: [Declaration] = [], derives: Bool = true
  ) -> CheckedExpression? {
    guard let text = node.text else { return nil }
    let parsed = Parser.parse(text)
    guard let syntax = parsed.syntax, parsed.diagnostics.isEmpty else {
      report(parsed.diagnostics, node)
      return nil
    }
    let result = Checker.check(syntax, in: environment(names, derives: derives))
    report(result.diagnostics + derivations.takeDiagnostics(), node)
    guard result.diagnostics.isEmpty, let checked = result.expression else { return nil }
    if let type, checked.type != type, checked.type != .dyn {
      log.report("rule.type", "this should be \(type.name), not \(checked.type.name)", at: node)
      return nil
    }
    checkValues(checked, node)
    return checked
  }

  /// The number of a program, planned now.
  func number(of checked: CheckedExpression) -> Int {
    programs.append(Planner.plan(checked, symbols: &symbols))
    return programs.count - 1
  }

  private func environment(_ names: [Declaration], derives: Bool) -> Environment {
    let attributes = world.attributes.enumerated().map {
      Declaration(name: "customer.\($0.element.name)", type: $0.element.type, slot: $0.offset)
    }
    let derivations = derivations
    return Environment(
      declarations: attributes + [.now(named: "now")] + names,
      derive: derives ? { derivations.declaration(of: $0) } : nil)
  }

  /// A comparison with a text that the attribute can never have is a slip of the pen.
  private func checkValues(_ checked: CheckedExpression, _ node: FileNode) {
    for comparison in checked.slotComparisons {
      guard comparison.slot < world.attributes.count, let values = world.attributes[comparison.slot].values,
        case .string(let text) = comparison.value, !values.contains(text)
      else { continue }
      report(
        "value.unknown",
        "`customer.\(world.attributes[comparison.slot].name)` is never `\(text)`"
          + Suggestion.phrase(for: text, among: values), comparison.range, node)
    }
  }

  // MARK: Places

  private func report(_ diagnostics: [Expressions.Diagnostic], _ node: FileNode) {
    for diagnostic in diagnostics {
      report("rule.\(diagnostic.code.rawValue)", diagnostic.message, diagnostic.range, node)
    }
  }

  /// Reports a stretch of an expression at its place in the file.
  private func report(_ code: String, _ message: String, _ range: SourceRange, _ node: FileNode) {
    let place = place(of: range.start, in: node)
    let isOneLine = range.end.line == range.start.line
    log.report(
      code, message, file: node.file, line: place.line, column: place.column,
      length: isOneLine ? max(1, range.end.column - range.start.column) : 1)
  }

  /// Where a position of an expression stands in its file: its line is looked for from the scalar's own line on,
  /// which is right for plain, quoted and block scalars alike; a quoted scalar with escapes is marked at its start.
  private func place(of position: SourcePosition, in node: FileNode) -> (line: Int, column: Int) {
    let lines = (node.text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(position.line - 1) else { return (node.line, node.column) }
    let wanted = lines[position.line - 1]
    let last = min(node.line + lines.count + 1, log.lineCount(of: node.file))
    for number in node.line...max(node.line, last) {
      guard let line = log.line(number, of: node.file) else { continue }
      let from = number == node.line ? max(0, node.column - 1) : 0
      if let start = line.dropFirst(from).firstRange(of: wanted)?.lowerBound {
        return (number, line.distance(from: line.startIndex, to: start) + position.column)
      }
    }
    return (node.line, node.column)
  }
}

extension ValueType {
  /// What an author calls it.
  var name: String {
    switch self {
    case .null: "null"
    case .bool: "a bool"
    case .int: "an int"
    case .uint: "a uint"
    case .double: "a double"
    case .string: "a string"
    case .bytes: "bytes"
    case .timestamp: "a timestamp"
    case .duration: "a duration"
    case .dyn: "anything"
    case .type: "a type"
    case .list: "a list"
    case .map: "a map"
    case .optional: "an optional"
    case .opaque(let name), .parameter(let name): name
    }
  }
}
