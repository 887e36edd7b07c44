// PDF through libharu: only what letters need, without its macros and callbacks, which Swift cannot say.
#ifndef MESURE_CHARU_H
#define MESURE_CHARU_H

#include <stddef.h>
#include <stdint.h>

typedef struct mesure_pdf mesure_pdf;

// A document with two fonts, which are embedded; NULL when memory is short. What goes wrong later is kept: see
// mesure_pdf_error.
mesure_pdf *mesure_pdf_new(const char *regular_font_path, const char *bold_font_path);
void mesure_pdf_free(mesure_pdf *pdf);

// 0, or what libharu first complained of (its error codes, HPDF_...).
unsigned long mesure_pdf_error(const mesure_pdf *pdf);

// Begins an A4 page, upright.
void mesure_pdf_add_page(mesure_pdf *pdf);

// Writes UTF-8 text with its base line at a place, in points from the lower left corner.
void mesure_pdf_text(mesure_pdf *pdf, int is_bold, float size, float x, float y, const char *text);

// How wide UTF-8 text is, in points.
float mesure_pdf_width(mesure_pdf *pdf, int is_bold, float size, const char *text);

// Title and author in the document's information.
void mesure_pdf_describe(mesure_pdf *pdf, const char *title, const char *author);

// Finishes the document: its bytes, which belong to the caller (free), or NULL.
uint8_t *mesure_pdf_finish(mesure_pdf *pdf, size_t *count);

#endif
