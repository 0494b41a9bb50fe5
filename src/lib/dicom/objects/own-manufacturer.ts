/** How this product names itself in what it makes (Manufacturer, PS3.3 C.7.5.1). */
export const ownManufacturer = 'MOPH Imaging HUB Consult';
