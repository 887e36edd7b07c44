import Expressions
import Testing

@Test func aSlotHoldsWhatWasPutLast() {
  var row = Row(slotCount: 2)
  row.set(0, other: .string("x"))
  row.set(0, word: 7)
  #expect(row.state(0) == .word)
  #expect(row.words[0] == 7)
  #expect(row.others.isEmpty)
}
