import Learning
import Testing

@Suite("Responses") struct ResponseTests {
  @Test func `a response counts as one observation unless it says otherwise`() {
    #expect(Response(isPositive: true).weight == 1)
  }
}
