/// Turns checked expressions into programs.
public enum Planner {
  /// Plans an expression.
  ///
  /// - Parameters:
  ///   - symbols: the table of the rows' strings; the strings that the expression compares with are added to it.
  ///   - usesWords: false leaves out the fast code, for comparing the two.
  public static func plan(
    _ expression: CheckedExpression, symbols: inout SymbolTable, usesWords: Bool = true
  ) -> Program {
    let constants = ConstantParts(expression)
    var planner = GeneralPlanner(expression, constants: constants)
    let general = planner.plan(expression.syntax.root)
    let words = usesWords ? WordPlanner.plan(expression, constants: constants, symbols: &symbols) : nil
    return Program(
      type: expression.type, source: expression.syntax.source, general: general, words: words, symbols: symbols)
  }
}
