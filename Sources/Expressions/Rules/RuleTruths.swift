/// The truths of a row's bits, kept from one row to the next so that evaluating allocates nothing.
public struct RuleTruths: Sendable {
  /// The set of bits that the index found false. In a bit with a residual, the residual may still refute it.
  public internal(set) var falseWords: [UInt64]
  /// The set of bits that the index found to be errors; none is also in ``falseWords``.
  public internal(set) var errorWords: [UInt64]
  /// The truths of residuals already evaluated for the row, nil for others.
  var residualTruths: [Truth?]

  /// Makes room for the truths of an index, all true.
  public init(for index: RuleIndex) {
    falseWords = Array(repeating: 0, count: index.wordCount)
    errorWords = falseWords
    residualTruths = Array(repeating: nil, count: index.residuals.count)
  }

  /// The truth of a bit as far as the index knows it, its residual left out.
  public func indexed(_ bit: Int) -> Truth {
    let mask: UInt64 = 1 << UInt64(bit % 64)
    if falseWords[bit / 64] & mask != 0 { return .false }
    return errorWords[bit / 64] & mask != 0 ? .error : .true
  }

  /// Whether it has the sizes of an index.
  func fits(_ index: RuleIndex) -> Bool {
    falseWords.count == index.wordCount && residualTruths.count == index.residuals.count
  }

  /// Forgets the residuals of the row before.
  mutating func forgetResiduals() {
    for place in residualTruths.indices { residualTruths[place] = nil }
  }
}
