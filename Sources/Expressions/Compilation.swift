/// Parsing and checking in one: what loading a rule does.
public enum Compilation {
  /// Parses and checks an expression; all mistakes of both come together.
  ///
  /// - Parameter wanted: the type that the expression must have, such as `bool` for a rule; nothing takes any. `dyn`
  ///   passes: its evaluation tells.
  public static func check(
    _ text: String, in environment: Environment, wanted: ValueType? = nil
  ) -> Checker.Result {
    let parsed = Parser.parse(text)
    guard let syntax = parsed.syntax else { return Checker.Result(expression: nil, diagnostics: parsed.diagnostics) }
    var result = Checker.check(syntax, in: environment)
    if !parsed.diagnostics.isEmpty {
      result.expression = nil
      result.diagnostics = (parsed.diagnostics + result.diagnostics)
        .sorted { $0.range.start.byteOffset < $1.range.start.byteOffset }
    }
    if let wanted, let type = result.expression?.type, type != wanted, type != .dyn {
      let message = "the expression must give `\(wanted)`, but it gives `\(type)`"
      let range = SourceRange(
        start: syntax.source.position(ofByte: 0), end: syntax.source.position(ofByte: text.utf8.count))
      result = Checker.Result(
        expression: nil, diagnostics: [Diagnostic(code: .typeMismatch, message: message, range: range)])
    }
    return result
  }
}
