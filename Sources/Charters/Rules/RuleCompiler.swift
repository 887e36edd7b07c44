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
  /// The rules of segments that rules ask about, each after those that it asks about itself.
  var segments: [DerivedSegment] { segmentRules.segments(derivations.segmentSlots) }
  var segmentRules = SegmentRules()

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
    let condition = Lowering.condition(of: checked, symbols: &symbols) { part, symbols in
      programs.append(Planner.plan(part, symbols: &symbols))
      return programs.count - 1
    }
    if checked.constantValue == nil, !canHold([condition]) {
      log.report("rule.never", "this rule never holds", at: node)
    }
    checkValues(condition, node)
    return Rule(text: node.text ?? "", condition: condition)
  }

  /// Whether conditions may hold together, for customers whose attributes are plausible.
  func canHold(_ conditions: [Condition]) -> Bool {
    let plausible = world.attributes.enumerated().compactMap { slot, attribute -> Condition? in
      guard let bounds = attribute.bounds else { return nil }
      func constant(_ number: Double) -> Condition.Constant? {
        switch attribute.type {
        case .int: Int64(exactly: number).map { .int($0) }
        case .uint: UInt64(exactly: number).map { .uint($0) }
        default: number.isFinite ? .double(number) : nil
        }
      }
      let low = constant(bounds.lowerBound).map { Condition.compare(slot: slot, .greaterOrEqual, $0) }
      let high = constant(bounds.upperBound).map { Condition.compare(slot: slot, .lessOrEqual, $0) }
      return .any([.not(.present(slot: slot)), .all([low, high].compactMap { $0 })])
    }
    let implied = segmentRules.implied(by: conditions, slots: derivations.segmentSlots)
    return Condition.canHold(conditions + implied + plausible, slotTypes: slotTypes)
  }

  /// A number of the charter: written, read from an attribute, or computed.
  func quantity(_ node: FileNode, bounds: ClosedRange<Double>, what: String) -> Quantity? {
    if let number = node.number {
      if bounds.contains(number) { return .constant(number) }
      log.report(
        "number.range",
        "\(what) of `\(node.text ?? "")` is out of bounds: \(bounds.lowerBound) to \(bounds.upperBound)",
        at: node)
      return nil
    }
    guard let checked = check(node, expects: nil) else { return nil }
    guard [.int, .uint, .double].contains(checked.type) else {
      log.report("rule.type", "\(what) should be a number, not \(checked.type)", at: node)
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
    let diagnostics = result.diagnostics + derivations.takeDiagnostics()
    report(diagnostics, node)
    guard diagnostics.isEmpty, let checked = result.expression else { return nil }
    if let type, checked.type != type, checked.type != .dyn {
      log.report("rule.type", "this should be \(type), not \(checked.type)", at: node)
      return nil
    }
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
    let derive: Environment.Derivation = { derivations.declaration(of: $0) }
    return Environment(
      declarations: attributes + [Declaration.now(named: "now")] + names, derive: derives ? derive : nil)
  }

  /// A comparison with a text that the attribute can never have is a slip of the pen.
  private func checkValues(_ condition: Condition, _ node: FileNode) {
    func check(_ slot: Int, _ constant: Condition.Constant) {
      guard case .string(let code) = constant, slot < world.attributes.count,
        let values = world.attributes[slot].values
      else { return }
      let text = symbols.text(of: code)
      guard !values.contains(text) else { return }
      let place = place(ofText: text, in: node)
      log.report(
        "value.unknown",
        "`customer.\(world.attributes[slot].name)` is never `\(text)`\(Suggestion.sentence(for: text, among: values))",
        file: node.file, line: place.line, column: place.column, length: text.count)
    }
    switch condition {
    case .compare(let slot, _, let constant): check(slot, constant)
    case .member(let slot, let constants): for constant in constants { check(slot, constant) }
    case .not(let inner): checkValues(inner, node)
    case .all(let parts), .any(let parts): for part in parts { checkValues(part, node) }
    case .constant, .present, .general: break
    }
  }

  /// Where a text stands in an expression: found by its letters, at the start of the expression if it is escaped there.
  private func place(ofText text: String, in node: FileNode) -> (line: Int, column: Int) {
    let source = node.text ?? ""
    guard let found = source.firstRange(of: text)?.lowerBound else { return (node.line, node.column) }
    let before = source[..<found]
    let line = before.count { $0 == "\n" } + 1
    let column = before.distance(
      from: before.lastIndex(of: "\n").map(before.index(after:)) ?? before.startIndex, to: found)
    return place(of: SourcePosition(byteOffset: before.utf8.count, line: line, column: column + 1), in: node)
  }

  // MARK: Places

  private func report(_ diagnostics: [Expressions.Diagnostic], _ node: FileNode) {
    for diagnostic in diagnostics {
      report("rule.\(diagnostic.code.rawValue)", diagnostic.message, diagnostic.range, node)
    }
  }

  /// Reports a stretch of an expression at its place in the file.
  func report(_ code: String, _ message: String, _ range: SourceRange, _ node: FileNode) {
    // Looking for the place takes time that a report nobody will see is not worth.
    guard !log.isFull() else { return }
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
    guard lines.indices.contains(position.line - 1), lines[position.line - 1].utf8.count <= DiagnosticLog.lineBytesMax
    else { return (node.line, node.column) }
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
