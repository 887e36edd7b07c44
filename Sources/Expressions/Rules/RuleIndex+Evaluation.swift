extension RuleIndex {
  /// Evaluates the indexed parts of all bits for a row.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - truths: what held the truths of another row, or is new; made for this index, or else it is made anew.
  public func evaluate(_ row: Row, into truths: inout RuleTruths) {
    if !truths.fits(self) { truths = RuleTruths(for: self) }
    truths.forgetResiduals()
    truths.falseWords.withUnsafeMutableBufferPointer { falseWords in
      truths.errorWords.withUnsafeMutableBufferPointer { errorWords in
        // Both have `wordCount` words, at least two, so both have an address.
        guard let firstFalse = falseWords.baseAddress, let firstError = errorWords.baseAddress else { return }
        row.withPointers { evaluate($0, falseWords: firstFalse, errorWords: firstError) }
      }
    }
  }

  /// Evaluates the indexed parts of all bits for the row behind pointers; see the invariant of ``RowPointers``.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - falseWords: room for ``wordCount`` words; set to the bits that are false.
  ///   - errorWords: room for as many words, apart from the former; set to the bits that are errors and not false.
  public func evaluate(
    _ row: RowPointers, falseWords: UnsafeMutablePointer<UInt64>, errorWords: UnsafeMutablePointer<UInt64>
  ) {
    tables.unite(row, wordCount: wordCount, falseWords: falseWords, errorWords: errorWords)
    for word in 0..<wordCount { errorWords[word] &= ~falseWords[word] }
  }

  /// The truth of what the index leaves out of a bit; true if it leaves out nothing.
  ///
  /// The bit's truth is false if either the index or the residual says so, else an error if either says so.
  ///
  /// - Parameters:
  ///   - bit: the bit.
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject.
  public func evaluateResidual<General: GeneralRules>(
    _ bit: Int, _ row: RowPointers, general: inout General
  ) -> Truth {
    var result = Truth.true
    for place in residualStarts[bit]..<residualStarts[bit + 1] {
      result = Junction.all.joined(result, residuals[residualNumbers[place]].evaluate(row, general: &general))
      if result == .false { break }
    }
    return result
  }

  /// The whole truth of a bit, residual included. A residual that several bits share is evaluated once a row.
  ///
  /// - Parameters:
  ///   - bit: the bit.
  ///   - truths: what ``evaluate(_:into:)`` made of the row; remembers the residuals.
  ///   - row: the same row.
  ///   - general: evaluates the general parts, for the same subject.
  public func truth<General: GeneralRules>(
    of bit: Int, _ truths: inout RuleTruths, _ row: Row, general: inout General
  ) -> Truth {
    var result = truths.indexed(bit)
    for place in residualStarts[bit]..<residualStarts[bit + 1] where result != .false {
      let number = residualNumbers[place]
      let truth = truths.residualTruths[number] ?? residuals[number].evaluate(row, general: &general)
      truths.residualTruths[number] = truth
      result = Junction.all.joined(result, truth)
    }
    return result
  }
}
