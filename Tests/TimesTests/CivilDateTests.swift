import Testing
import Times

@Test func daysAndDatesAreInverse() {
  for days in stride(from: -800_000, through: 3_000_000, by: 37) {
    #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
  }
}
