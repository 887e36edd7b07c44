import Expressions
import Testing
import Times

/// Plans an expression that must have no mistakes.
func plan(
  _ text: String, _ environment: Environment = Environment(), sourceLocation: SourceLocation = #_sourceLocation
) -> Program {
  var symbols = SymbolTable()
  return plan(text, environment, &symbols, sourceLocation: sourceLocation)
}

func plan(
  _ text: String, _ environment: Environment, _ symbols: inout SymbolTable, usesWords: Bool = true,
  sourceLocation: SourceLocation = #_sourceLocation
) -> Program {
  let result = Compilation.check(text, in: environment)
  guard let expression = result.expression else {
    Issue.record("`\(text)`: \(result.diagnostics.map(\.message))", sourceLocation: sourceLocation)
    return plan("null")
  }
  return Planner.plan(expression, symbols: &symbols, usesWords: usesWords)
}

/// A value or failure as a line of text, for tables.
func shown(_ result: Result<Value, EvaluationError>) -> String {
  switch result {
  case .success(let value): "\(value)"
  case .failure(let error): error.code.rawValue
  }
}

extension Result where Failure == EvaluationError {
  var failureCode: EvaluationError.Code? {
    if case .failure(let error) = self { error.code } else { nil }
  }
}
