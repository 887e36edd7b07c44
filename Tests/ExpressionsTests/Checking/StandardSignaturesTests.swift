import Testing

@testable import Expressions

/// The tables of standard functions are read in full, and each function has an implementation.
@Suite struct StandardSignaturesTests {
  @Test func noLineIsLost() {
    #expect(StandardSignatures.all.count == StandardSignatures.lineCount)
    #expect(StandardSignatures.all.count > 150)
  }

  @Test func everyFunctionIsImplemented() {
    let logic: Set<String> = ["_&&_", "_||_", "_?_:_"]
    let names = Set(StandardSignatures.all.map(\.name)).subtracting(logic)
    #expect(names.filter { Builtin(rawValue: $0) == nil }.sorted() == [])
    let variadic: Set<String> = ["math.greatest", "math.least"]
    #expect(Builtin.allCases.map(\.rawValue).filter { !names.contains($0) && !variadic.contains($0) } == [])
  }
}
