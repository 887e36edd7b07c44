import Foundation
import Records
import Testing
import Seeds

private func read<T>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws(FaultCode) -> T) -> Result<
  T, FaultCode
> {
  Array(text.utf8).withUnsafeBufferPointer { bytes in
    do throws(FaultCode) { return .success(try body(bytes)) } catch { return .failure(error) }
  }
}

private func number(_ text: String, comma: Bool = false) -> Result<Double, FaultCode> {
  read(text) { bytes throws(FaultCode) in try FieldText.double(bytes, decimalComma: comma) }
}

@Test(
  arguments: [
    ("0", .success(0)), ("-0", .success(0)), ("+7", .success(7)), ("007", .success(7)),
    ("9223372036854775807", .success(.max)), ("-9223372036854775808", .success(.min)),
    ("9223372036854775808", .failure(.integerOutOfRange)), ("-9223372036854775809", .failure(.integerOutOfRange)),
    ("99999999999999999999999999", .failure(.integerOutOfRange)), ("", .failure(.fieldEmpty)),
    ("-", .failure(.integerInvalid)), ("1.0", .failure(.integerInvalid)), ("1 ", .failure(.integerInvalid)),
    ("99999999999999999999x", .failure(.integerInvalid)), ("٣", .failure(.integerInvalid)),
  ] as [(String, Result<Int64, FaultCode>)])
func wholeNumbersAreRead(_ text: String, _ value: Result<Int64, FaultCode>) {
  #expect(read(text) { bytes throws(FaultCode) in try FieldText.int64(bytes) } == value)
}

@Test(
  arguments: [
    ("true", .success(true)), ("YES", .success(true)), ("1", .success(true)), ("False", .success(false)),
    ("no", .success(false)), ("0", .success(false)), ("", .failure(.fieldEmpty)), ("y", .failure(.booleanInvalid)),
    ("oui", .failure(.booleanInvalid)), (" true", .failure(.booleanInvalid)),
  ] as [(String, Result<Bool, FaultCode>)])
func yesAndNoAreRead(_ text: String, _ value: Result<Bool, FaultCode>) {
  #expect(read(text) { bytes throws(FaultCode) in try FieldText.bool(bytes) } == value)
}

@Test func otherWordsMayMeanYesAndNo() {
  let words = BooleanWords(yes: ["Oui"], no: ["Non"])
  #expect(read("oui") { bytes throws(FaultCode) in try FieldText.bool(bytes, words: words) } == .success(true))
  #expect(read("NON") { bytes throws(FaultCode) in try FieldText.bool(bytes, words: words) } == .success(false))
  #expect(
    read("yes") { bytes throws(FaultCode) in try FieldText.bool(bytes, words: words) } == .failure(.booleanInvalid))
}

@Test(
  arguments: [
    ("0", .success(0)), ("-36.4", .success(-36.4)), ("+1.5", .success(1.5)), (".5", .success(0.5)), ("5.", .success(5)),
    ("1e3", .success(1_000)), ("1E-3", .success(0.001)), ("9007199254740993", .success(9_007_199_254_740_992)),
    ("0.1", .success(0.1)), ("179769313486231570000e288", .success(.greatestFiniteMagnitude)),
    ("5e-324", .success(.leastNonzeroMagnitude)), ("1e-999", .success(0)), ("0e999", .success(0)),
    ("1e999", .failure(.numberOutOfRange)), ("-1e309", .failure(.numberOutOfRange)),
    ("1e99999999999999999999", .failure(.numberOutOfRange)), ("nan", .failure(.numberNotFinite)),
    ("-Inf", .failure(.numberNotFinite)), ("infinity", .failure(.numberNotFinite)), ("", .failure(.fieldEmpty)),
    ("-", .failure(.numberInvalid)), (".", .failure(.numberInvalid)), ("1e", .failure(.numberInvalid)),
    ("1x", .failure(.numberInvalid)), ("1 ", .failure(.numberInvalid)), ("1,5", .failure(.numberInvalid)),
    ("0x10", .failure(.numberInvalid)), ("1.2.3", .failure(.numberInvalid)), ("+-1", .failure(.numberInvalid)),
    (String(repeating: "1", count: 1_025), .failure(.numberInvalid)),
  ] as [(String, Result<Double, FaultCode>)])
func numbersAreRead(_ text: String, _ value: Result<Double, FaultCode>) { #expect(number(text) == value) }

@Test(
  arguments: [
    ("1,5", .success(1.5)), ("-0,123456789012345678", .success(-0.123456789012345678)), ("7", .success(7)),
    ("1.5", .failure(.numberInvalid)), ("1,2,3", .failure(.numberInvalid)),
  ] as [(String, Result<Double, FaultCode>)])
func decimalCommasAreRead(_ text: String, _ value: Result<Double, FaultCode>) {
  #expect(number(text, comma: true) == value)
}

@Test(arguments: 1...10) func numbersAreCorrectlyRounded(_ seed: UInt64) {
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<5_000 {
    var text = ""
    if Bool.random(using: &generator) {
      text = Double(bitPattern: generator.next()).description
    } else {
      let digits = Int.random(in: 1...25, using: &generator)
      text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
      text +=
        "." + "\(generator.next())"
        + (Bool.random(using: &generator) ? "e\(Int.random(in: -330...290, using: &generator))" : "")
    }
    // The C library rounds correctly in the C locale, in which tests run.
    let expected = strtod(text, nil)
    guard expected.isFinite else { continue }
    if number(text) != .success(expected) {
      Issue.record("seed \(seed): \(text) is \(number(text)), not \(expected)")
      return
    }
  }
}
